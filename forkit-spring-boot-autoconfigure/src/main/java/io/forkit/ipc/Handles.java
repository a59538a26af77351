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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * The handles that go over a channel, in both directions. Each is open on this side until
 * the other one has said that it has it.
 */
final class Handles implements Outbox.HandleGate, AutoCloseable {

	// As Node does.
	private static final int MAX_ATTEMPTS = 4;

	private static final Duration RETRY = Duration.ofMillis(20);

	private final @Nullable HandleLink link;

	private final WireFormat format;

	private final ChannelLoop loop;

	private final int window;

	private final AtomicInteger numbers = new AtomicInteger();

	// Guarded by itself, as are the two after it.
	private final Map<Integer, Pending> pending = new LinkedHashMap<>();

	private int underWay;

	private boolean broken;

	private @Nullable Outbox outbox;

	private @Nullable Consumer<MessageFormat.Note> notes;

	private @Nullable Runnable wake;

	private volatile boolean ended;

	private volatile int givenUp;

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
	 * Make a handle ready to be sent.
	 * @param handle what the user gave
	 * @return the handle
	 * @throws IllegalArgumentException if it cannot be sent
	 */
	OutgoingHandle prepare(Object handle) {
		if (this.link == null && this.format == WireFormat.FRAMES) {
			throw new IllegalStateException("This channel has no way for handles");
		}
		SendHandle sendHandle = (handle instanceof SendHandle given) ? given : SendHandle.of(handle);
		if (this.format == WireFormat.JSON && !sendHandle.kind().isKnownToNode()) {
			throw new IllegalArgumentException("'handle' must be a socket, as Node can take no file, but is " + handle);
		}
		sendHandle.open();
		return new OutgoingHandle(this.numbers.incrementAndGet(), sendHandle);
	}

	/**
	 * Remember a handle until it is acknowledged.
	 * @param handle the handle
	 * @param message to be completed then
	 * @param bytes the message, to be sent again if the handle is lost
	 */
	void add(OutgoingHandle handle, SentMessage message, ByteSource bytes) {
		synchronized (this.pending) {
			if (!this.broken) {
				this.pending.put(handle.tag().number(), new Pending(handle, message, bytes));
			}
		}
		message.whenComplete((arrived, ex) -> {
			if (ex != null) {
				forget(handle.tag().number());
			}
			handle.release();
		});
	}

	private void forget(int number) {
		synchronized (this.pending) {
			Pending removed = this.pending.remove(number);
			if (removed != null && removed.underWay) {
				this.underWay--;
			}
		}
	}

	@Override
	public boolean mayBegin(@Nullable OutgoingHandle handle) {
		synchronized (this.pending) {
			// Node puts everything behind a handle that it has not heard of.
			boolean wait = isInBand() ? this.underWay > 0 : (handle != null && this.underWay >= this.window);
			if (wait || handle == null) {
				return !wait;
			}
			Pending begun = this.pending.get(handle.tag().number());
			if (begun != null && !begun.underWay) {
				begun.underWay = true;
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
	public boolean send(OutgoingHandle handle) {
		HandleLink way = this.link;
		if (way == null) {
			return false;
		}
		try {
			if (way.send(handle.tag().number(), handle.fd())) {
				return true;
			}
		}
		catch (IOException ex) {
			// The other process is gone, which the channel itself will tell.
			ChannelLog.trace("A handle cannot be sent", ex);
			return false;
		}
		synchronized (this.pending) {
			Pending waiting = this.pending.get(handle.tag().number());
			if (waiting != null && waiting.underWay) {
				waiting.underWay = false;
				this.underWay--;
			}
		}
		this.loop.schedule(RETRY, this::flush);
		return false;
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
		return new ReceivedHandle(HandleKind.of(tag.kind()), descriptor);
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
		catch (IOException ex) {
			ChannelLog.error("A handle cannot be received", ex);
			return true;
		}
		if (descriptor != null) {
			incoming.handle(new ReceivedHandle(HandleKind.of(tag.kind()), descriptor));
			tell(MessageFormat.Note.Kind.HANDLE_ARRIVED, tag.number());
			return true;
		}
		tell(MessageFormat.Note.Kind.HANDLE_LOST, tag.number());
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
			case HANDLE_AGAIN -> wakeUp();
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
		Pending arrived;
		synchronized (this.pending) {
			arrived = take(number);
		}
		if (arrived != null) {
			Pending done = arrived;
			this.loop.execute(() -> this.loop.runUserCode(() -> done.message.complete(null)));
		}
		flush();
	}

	private @Nullable Pending take(int number) {
		// Node names none: there is only one.
		Pending found = isInBand()
				? this.pending.values().stream().filter((one) -> one.underWay).findFirst().orElse(null)
				: this.pending.get(number);
		if (found != null) {
			this.pending.remove(found.handle.tag().number());
			this.underWay -= found.underWay ? 1 : 0;
		}
		return found;
	}

	private void lost(int number) {
		Pending lost;
		synchronized (this.pending) {
			lost = isInBand() ? this.pending.values().stream().filter((one) -> one.underWay).findFirst().orElse(null)
					: this.pending.get(number);
		}
		if (lost == null) {
			return;
		}
		if (lost.handle.lost() >= MAX_ATTEMPTS) {
			giveUp(lost);
			return;
		}
		this.loop.schedule(RETRY, () -> sendAgain(lost));
	}

	private void giveUp(Pending lost) {
		synchronized (this.pending) {
			take(lost.handle.tag().number());
		}
		tell(MessageFormat.Note.Kind.HANDLE_GIVEN_UP, lost.handle.tag().number());
		this.loop.execute(() -> this.loop.runUserCode(() -> lost.message.completeExceptionally(
				new HandleNotReceivedException("The other process could not take the handle: too many open files"))));
		flush();
	}

	private void sendAgain(Pending lost) {
		Outbox target = this.outbox;
		if (isInBand() && target != null) {
			synchronized (this.pending) {
				lost.underWay = false;
				this.underWay--;
			}
			target.addFirst(Outgoing.handle(lost.bytes.again(), lost.message, lost.handle));
			return;
		}
		HandleLink way = this.link;
		try {
			if (way != null && way.send(lost.handle.tag().number(), lost.handle.fd())) {
				tell(MessageFormat.Note.Kind.HANDLE_AGAIN, lost.handle.tag().number());
				return;
			}
			this.loop.schedule(RETRY, () -> sendAgain(lost));
		}
		catch (IOException ex) {
			ChannelLog.trace("A handle cannot be sent again", ex);
		}
	}

	/**
	 * Nothing will be acknowledged any more.
	 * @param reason why
	 */
	void fail(Throwable reason) {
		List<Pending> failed;
		synchronized (this.pending) {
			this.broken = true;
			failed = List.copyOf(this.pending.values());
			this.pending.clear();
		}
		this.ended = true;
		if (!failed.isEmpty()) {
			HandleNotReceivedException failure = new HandleNotReceivedException(
					"The channel was closed before the other process has acknowledged the handle", reason);
			this.loop.execute(() -> this.loop
				.runUserCode(() -> failed.forEach((one) -> one.message.completeExceptionally(failure))));
		}
		wakeUp();
	}

	@Override
	public void close() {
		if (this.link != null) {
			this.link.close();
		}
	}

	/**
	 * A handle that is not acknowledged.
	 */
	private static final class Pending {

		private final OutgoingHandle handle;

		private final SentMessage message;

		private final ByteSource bytes;

		private boolean underWay;

		Pending(OutgoingHandle handle, SentMessage message, ByteSource bytes) {
			this.handle = handle;
			this.message = message;
			this.bytes = bytes;
		}

	}

}
