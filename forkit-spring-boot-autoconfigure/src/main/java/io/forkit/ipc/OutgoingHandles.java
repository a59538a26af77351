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

import io.forkit.posix.FdKind;
import io.forkit.posix.Sockets;
import org.jspecify.annotations.Nullable;

/**
 * The handles that are sent over a channel. Each is open on this side until the other one
 * has said that it has it, also when nobody waits for that any more: it may be under way
 * and is then to arrive whole.
 */
final class OutgoingHandles implements HandleGate {

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

	OutgoingHandles(WireFormat format, @Nullable HandleLink link, ChannelLoop loop) {
		this.format = format;
		this.link = link;
		this.loop = loop;
		this.window = (format == WireFormat.JSON) ? 1 : 64;
	}

	void open(Outbox outbox, Consumer<MessageFormat.Note> notes) {
		this.outbox = outbox;
		this.notes = notes;
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
		message.whenComplete((arrived, ex) -> forget(pending));
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

	/** Nobody waits for it any more, for whatever reason. */
	private void forget(PendingHandle handle) {
		synchronized (this.pending) {
			// The other side is still to say what became of it. In band it names none,
			// and what it says must not be taken for that of the next.
			boolean sent = handle.isUnderWay() && !handle.isRetrying();
			if (sent && this.pending.containsKey(handle.number())) {
				return;
			}
			take(handle.number());
		}
		handle.release();
		flush();
	}

	@Override
	public boolean mayBegin(@Nullable PendingHandle handle) {
		synchronized (this.pending) {
			PendingHandle begun = (handle != null) ? this.pending.get(handle.number()) : null;
			if (begun != null && begun.isUnderWay()) {
				// Once more: it has kept its place, or others would overtake it.
				begun.retrying(false);
				return true;
			}
			// Node puts everything behind a handle that it has not heard of.
			boolean wait = isInBand() ? this.underWay > 0 : (handle != null && this.underWay >= this.window);
			if (!wait && begun != null) {
				begun.underWay(true);
				this.underWay++;
			}
			return !wait;
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
			notUnderWay(handle);
			this.loop.executeUserCode(() -> {
				handle.failed(new HandleNotReceivedException("The handle could not be sent", ex));
				forget(handle);
			});
			return Sent.NEVER;
		}
		if (notUnderWay(handle)) {
			this.loop.schedule(RETRY, this::flush);
			return Sent.LATER;
		}
		// It was given up at this moment.
		this.loop.execute(() -> forget(handle));
		return Sent.NEVER;
	}

	private boolean notUnderWay(PendingHandle handle) {
		synchronized (this.pending) {
			if (this.pending.containsKey(handle.number()) && handle.isUnderWay()) {
				handle.underWay(false);
				this.underWay--;
			}
			return !handle.message().isDone();
		}
	}

	private void flush() {
		Outbox target = this.outbox;
		if (target != null) {
			target.flush();
		}
	}

	/**
	 * The other side has a handle.
	 * @param number which one
	 */
	void arrived(int number) {
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

	/**
	 * The other side has not found a handle.
	 * @param number which one
	 */
	void lost(int number) {
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
		Consumer<MessageFormat.Note> target = this.notes;
		if (target != null) {
			target.accept(new MessageFormat.Note(MessageFormat.Note.Kind.HANDLE_GIVEN_UP, number));
		}
		if (lost == null) {
			return;
		}
		synchronized (this.pending) {
			take(lost.number());
		}
		this.loop.executeUserCode(() -> lost.failed(
				new HandleNotReceivedException("The other process could not take the handle: too many open files")));
		flush();
	}

	private void sendAgain(PendingHandle lost) {
		boolean wanted;
		synchronized (this.pending) {
			// It may have been acknowledged after all, or the user has given it up.
			wanted = this.pending.get(lost.number()) == lost && !lost.message().isDone();
			if (!wanted || !isInBand()) {
				lost.retrying(false);
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
				Consumer<MessageFormat.Note> target = this.notes;
				if (target != null) {
					target.accept(new MessageFormat.Note(MessageFormat.Note.Kind.HANDLE_AGAIN, lost.number()));
				}
				return;
			}
			this.loop.schedule(RETRY, () -> sendAgain(lost));
		}
		catch (IOException | RuntimeException | LinkageError ex) {
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
		if (!failed.isEmpty()) {
			HandleNotReceivedException failure = new HandleNotReceivedException(
					"The channel was closed before the other process has acknowledged the handle", reason);
			this.loop.executeUserCode(() -> failed.forEach((one) -> one.failed(failure)));
		}
	}

}
