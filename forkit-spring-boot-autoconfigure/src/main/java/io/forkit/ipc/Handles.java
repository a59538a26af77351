/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.forkit.ipc;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

import io.forkit.posix.Fd;
import io.forkit.posix.FdKind;
import io.forkit.posix.Sockets;
import org.jspecify.annotations.Nullable;

/**
 * The handles that go over a channel, in both directions. Each is open on this side until
 * the other one has said that it has it.
 */
final class Handles implements HandleGate, AutoCloseable {

	// As Node does.
	private static final int MAX_ATTEMPTS = 4;

	private static final Duration RETRY = Duration.ofMillis(20);

	private final @Nullable HandleLink link;

	private final WireFormat format;

	private final ChannelLoop loop;

	private final int window;

	private final AtomicInteger numbers = new AtomicInteger();

	// Guarded by itself, as are the two after it.
	private final Map<Integer, PendingHandle> pending = new LinkedHashMap<>();

	private int underWay;

	private boolean broken;

	private @Nullable Outbox outbox;

	private @Nullable Consumer<MessageFormat.Note> notes;

	private @Nullable Runnable wake;

	private volatile boolean ended;

	private volatile int givenUp;

	// The other side knows that it is missing here.
	private volatile int missing;

	/**
	 * Create the handles of a channel.
	 * @param format its format: in JSON they go with the bytes, and one at a time
	 * @param link their way with frames, if they have one
	 * @param loop the loop of the channel
	 */
	Handles(WireFormat format, @Nullable HandleLink link, ChannelLoop loop) {
		this.format = format;
		this.link = link;
		this.loop = loop;
		this.window = (format == WireFormat.JSON) ? 1 : 64;
	}

	void open(Outbox outbox, Consumer<MessageFormat.Note> notes, Runnable wake) {
		this.outbox = outbox;
		this.notes = notes;
		this.wake = wake;
	}

	/**
	 * Take a duplicate of a handle, and remember it until it is acknowledged.
	 * @param handle the handle
	 * @param message to be completed then
	 * @param encoder writes the message that announces it
	 * @return the handle
	 * @throws IllegalArgumentException if it cannot be sent, or the message cannot
	 * @throws IllegalStateException if it cannot be sent as it is
	 */
	PendingHandle add(Handle handle, SentMessage message, Function<Envelope.HandleTag, ByteSource> encoder) {
		if (this.link == null && this.format == WireFormat.FRAMES) {
			throw new IllegalStateException("This channel has no way for handles");
		}
		OutgoingHandle outgoing = open(handle);
		PendingHandle pending;
		try {
			Envelope.HandleTag tag = new Envelope.HandleTag(this.numbers.incrementAndGet(), kind(outgoing).ordinal(),
					isInBand() && isInet6(outgoing));
			pending = new PendingHandle(tag, outgoing, message, encoder.apply(tag));
		}
		catch (RuntimeException ex) {
			outgoing.close();
			throw ex;
		}
		synchronized (this.pending) {
			if (!this.broken) {
				this.pending.put(pending.number(), pending);
			}
		}
		// Whatever becomes of the message, the handle is not forgotten.
		message.whenComplete((arrived, ex) -> {
			forget(pending.number());
			pending.release();
		});
		return pending;
	}

	private static OutgoingHandle open(Handle handle) {
		try {
			return handle.open();
		}
		catch (IOException ex) {
			throw new IllegalStateException("'handle' cannot be sent: " + ex.getMessage(), ex);
		}
	}

	private static boolean isInet6(OutgoingHandle handle) {
		try {
			return Sockets.isInet6(handle.fd());
		}
		catch (IOException ex) {
			return false;
		}
	}

	private HandleKind kind(OutgoingHandle handle) {
		if (this.format != WireFormat.JSON) {
			return handle.kind();
		}
		FdKind kind;
		try {
			kind = FdKind.of(handle.fd());
		}
		catch (IOException ex) {
			throw new IllegalStateException("'handle' cannot be sent: " + ex.getMessage(), ex);
		}
		if (kind.isServerSocket()) {
			return HandleKind.SERVER_SOCKET;
		}
		if (kind.isSocket()) {
			return HandleKind.SOCKET;
		}
		if (kind == FdKind.UDP_SOCKET) {
			return HandleKind.DATAGRAM_SOCKET;
		}
		throw new IllegalArgumentException("'handle' must be a socket, as Node can take nothing else, but is " + kind);
	}

	private void forget(int number) {
		synchronized (this.pending) {
			PendingHandle done = this.pending.get(number);
			// In band the other side names none: this one's acknowledgement is still to
			// come and must not be taken for that of the next.
			if (done == null || (isInBand() && done.isUnderWay())) {
				return;
			}
			take(number);
		}
		flush();
	}

	@Override
	public boolean mayBegin(@Nullable PendingHandle handle) {
		synchronized (this.pending) {
			// Node puts everything behind a handle that it has not heard of.
			boolean wait = isInBand() ? this.underWay > 0 : (handle != null && this.underWay >= this.window);
			if (wait || handle == null) {
				return !wait;
			}
			PendingHandle begun = this.pending.get(handle.number());
			if (begun != null && !begun.isUnderWay()) {
				begun.underWay(true);
				this.underWay++;
			}
			return true;
		}
	}

	@Override
	public boolean isInBand() {
		return this.format == WireFormat.JSON;
	}

	@Override
	public Sent send(PendingHandle handle) {
		HandleLink way = Objects.requireNonNull(this.link);
		try {
			if (way.send(handle.number(), handle.fd())) {
				return Sent.NOW;
			}
		}
		catch (IOException | RuntimeException | LinkageError ex) {
			// The other process or the descriptor is gone. What waits behind it must not.
			this.loop.executeUserCode(() -> handle.message()
				.completeExceptionally(new HandleNotReceivedException("The handle could not be sent", ex)));
			return Sent.NEVER;
		}
		synchronized (this.pending) {
			PendingHandle waiting = this.pending.get(handle.number());
			if (waiting != null && waiting.isUnderWay()) {
				waiting.underWay(false);
				this.underWay--;
			}
		}
		this.loop.schedule(RETRY, this::flush);
		return Sent.LATER;
	}

	private void flush() {
		Outbox target = this.outbox;
		if (target != null) {
			target.flush();
		}
	}

	/**
	 * Take a handle that came with the bytes of its message.
	 * @param tag what the message says of it
	 * @param descriptor the descriptor, if it was not lost
	 * @return the handle, or {@code null} if it was lost
	 */
	@Nullable ReceivedHandle received(Envelope.HandleTag tag, @Nullable Fd descriptor) {
		if (descriptor == null) {
			tell(MessageFormat.Note.Kind.HANDLE_LOST, tag.number());
			return null;
		}
		tell(MessageFormat.Note.Kind.HANDLE_ARRIVED, tag.number());
		return received(tag.kind(), descriptor);
	}

	private static @Nullable ReceivedHandle received(int kind, Fd descriptor) {
		try {
			HandleKind[] kinds = HandleKind.values();
			return new ReceivedHandle((kind >= 0 && kind < kinds.length) ? kinds[kind] : HandleKind.DESCRIPTOR,
					descriptor);
		}
		catch (IOException ex) {
			ChannelLog.error("A handle that has arrived cannot be used", ex);
			return null;
		}
	}

	/**
	 * Get the handle of a message that has arrived, if it has one.
	 * @param incoming the message
	 * @return whether the message is complete; if not, it will be asked again
	 */
	boolean complete(Incoming incoming) {
		Envelope.HandleTag tag = incoming.envelope().handle();
		HandleLink way = this.link;
		if (tag == null || isInBand() || way == null || incoming.handle() != null || this.givenUp == tag.number()) {
			return true;
		}
		Fd descriptor;
		try {
			descriptor = way.receive(tag.number());
		}
		catch (IOException | RuntimeException | LinkageError ex) {
			// Loading what is needed takes descriptors too.
			ChannelLog.error("A handle cannot be received", ex);
			descriptor = null;
		}
		if (descriptor != null) {
			incoming.handle(received(tag.kind(), descriptor));
			tell(MessageFormat.Note.Kind.HANDLE_ARRIVED, tag.number());
			return true;
		}
		if (this.missing != tag.number()) {
			// Once: it will come again for each time that this is told.
			this.missing = tag.number();
			tell(MessageFormat.Note.Kind.HANDLE_LOST, tag.number());
		}
		return this.ended;
	}

	private void tell(MessageFormat.Note.Kind kind, int number) {
		Consumer<MessageFormat.Note> target = this.notes;
		if (target != null) {
			target.accept(new MessageFormat.Note(kind, number));
		}
	}

	/**
	 * The other side tells of a handle.
	 * @param note what it tells
	 */
	void note(MessageFormat.Note note) {
		int number = (int) note.number();
		switch (note.kind()) {
			case HANDLE_ARRIVED -> arrived(number);
			case HANDLE_LOST -> lost(number);
			case HANDLE_AGAIN -> {
				this.missing = 0;
				wakeUp();
			}
			case HANDLE_GIVEN_UP -> {
				this.givenUp = number;
				wakeUp();
			}
			default -> throw new IllegalArgumentException("'note' must be about a handle but is " + note);
		}
	}

	private void wakeUp() {
		Runnable target = this.wake;
		if (target != null) {
			target.run();
		}
	}

	private void arrived(int number) {
		PendingHandle arrived;
		synchronized (this.pending) {
			arrived = take(number);
		}
		if (arrived != null) {
			PendingHandle done = arrived;
			this.loop.executeUserCode(done::arrived);
		}
		flush();
	}

	private @Nullable PendingHandle find(int number) {
		// Node names none: there is only one.
		return (isInBand() && number == 0)
				? this.pending.values().stream().filter((one) -> one.isUnderWay()).findFirst().orElse(null)
				: this.pending.get(number);
	}

	private @Nullable PendingHandle take(int number) {
		PendingHandle found = find(number);
		if (found != null) {
			this.pending.remove(found.number());
			this.underWay -= found.isUnderWay() ? 1 : 0;
		}
		return found;
	}

	private void lost(int number) {
		PendingHandle lost;
		boolean again;
		synchronized (this.pending) {
			lost = find(number);
			if (lost != null && (lost.isRetrying() || !lost.isUnderWay())) {
				return;
			}
			again = lost != null && !lost.message().isDone() && lost.lost() < MAX_ATTEMPTS;
			if (again) {
				lost.retrying(true);
			}
		}
		if (again) {
			this.loop.schedule(RETRY, () -> sendAgain(lost));
		}
		else {
			giveUp(number, lost);
		}
	}

	private void giveUp(int number, @Nullable PendingHandle lost) {
		// Also if nobody knows it any more here: the other side waits for it.
		tell(MessageFormat.Note.Kind.HANDLE_GIVEN_UP, number);
		if (lost == null) {
			return;
		}
		synchronized (this.pending) {
			take(number);
		}
		this.loop.executeUserCode(() -> lost.failed(
				new HandleNotReceivedException("The other process could not take the handle: too many open files")));
		flush();
	}

	private void sendAgain(PendingHandle lost) {
		boolean wanted;
		synchronized (this.pending) {
			lost.retrying(false);
			// It may have been acknowledged after all, or the user has given it up.
			wanted = this.pending.get(lost.number()) == lost && !lost.message().isDone();
			if (wanted && isInBand()) {
				lost.underWay(false);
				this.underWay--;
			}
		}
		Outbox target = this.outbox;
		if (!wanted) {
			giveUp(lost.number(), lost);
		}
		else if (!isInBand()) {
			sendAgainBeside(lost);
		}
		else if (target != null) {
			target.addFirst(Outgoing.handle(lost, lost.bytes().again()));
		}
	}

	private void sendAgainBeside(PendingHandle lost) {
		HandleLink way = Objects.requireNonNull(this.link);
		try {
			if (way.send(lost.number(), lost.fd())) {
				tell(MessageFormat.Note.Kind.HANDLE_AGAIN, lost.number());
				return;
			}
			this.loop.schedule(RETRY, () -> sendAgain(lost));
		}
		catch (IOException ex) {
			ChannelLog.trace("A handle cannot be sent again", ex);
			giveUp(lost.number(), lost);
		}
	}

	/**
	 * Nothing will be acknowledged any more.
	 * @param reason why
	 */
	void fail(Throwable reason) {
		List<PendingHandle> failed;
		synchronized (this.pending) {
			this.broken = true;
			failed = List.copyOf(this.pending.values());
			this.pending.clear();
		}
		this.ended = true;
		if (!failed.isEmpty()) {
			HandleNotReceivedException failure = new HandleNotReceivedException(
					"The channel was closed before the other process has acknowledged the handle", reason);
			this.loop.executeUserCode(() -> failed.forEach((one) -> one.failed(failure)));
		}
		wakeUp();
	}

	@Override
	public void close() {
		if (this.link != null) {
			this.link.close();
		}
	}

}
