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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * Reads what arrives at a channel, and passes it on: messages to the inbox, answers to
 * the requests, notes to whom they concern.
 */
final class Intake implements Transport.Readiness, MessageFormat.Receiver, Inbox.Owner {

	private static final int FIRST_BUFFER = 16 * 1024;

	private static final int LARGEST_BUFFER = 256 * 1024;

	// So many failures that wait to be told may have a text of some kilobytes.
	private static final int MANY_NOTES = 1024;

	// More than the sockets hold of what was sent before the other side has ended.
	private static final long LAST_BYTES = 8 * 1024 * 1024;

	// Of a message that has not arrived in full.
	private static final int MAX_DESCRIPTORS = 64;

	private final DefaultMessageChannel channel;

	private final Transport transport;

	private final MessageFormat format;

	private final ReadWriteInterest interest;

	private final Outbox outbox;

	// With null for one that was lost.
	private final List<@Nullable Fd> descriptors = new ArrayList<>();

	private ByteBuffer input = ByteBuffer.allocateDirect(FIRST_BUFFER);

	private long messages;

	// Too much waits to be handled.
	private boolean full;

	// Too many notes wait to be read by the other side.
	private boolean crowded;

	private boolean last;

	private boolean stopped;

	private volatile boolean paused;

	private @Nullable ReceivedSockets sockets;

	private @Nullable UnheardRequests unheard;

	Intake(DefaultMessageChannel channel, Transport transport, MessageFormat format, ReadWriteInterest interest,
			Outbox outbox) {
		this.channel = channel;
		this.transport = transport;
		this.format = format;
		this.interest = interest;
		this.outbox = outbox;
	}

	@Override
	public void writable() {
		this.outbox.writable();
	}

	@Override
	public void readable() {
		try {
			if (!receive()) {
				return;
			}
		}
		catch (MalformedFrameException | RuntimeException | StackOverflowError | OutOfMemoryError ex) {
			this.channel.loop()
				.executeUserCode(() -> this.channel.report("The other process has sent what cannot be understood", ex));
			this.channel.life().end(new ChannelEnd(ChannelEnd.Cause.FAILED, ex));
			return;
		}
		catch (IOException ex) {
			this.channel.life().streamEnded(ex);
			return;
		}
		this.channel.drainInbox();
	}

	/**
	 * Return whether nothing is read because too much is not handled yet. The end of the
	 * stream is not noticed then.
	 * @return whether it is so
	 */
	boolean isPaused() {
		return this.paused;
	}

	private boolean receive() throws IOException {
		int count = read();
		if (count == Transport.WOULD_BLOCK) {
			return false;
		}
		if (count == Transport.END_OF_STREAM) {
			this.channel.life().streamEnded(null);
			return false;
		}
		boolean grow = !this.input.hasRemaining();
		this.input.flip();
		this.format.decode(this.input, this.descriptors, this);
		boolean between = !this.input.hasRemaining() && this.format.isBetweenMessages();
		if (between || this.descriptors.size() > MAX_DESCRIPTORS) {
			// They came with messages that say nothing of them.
			closeDescriptors();
		}
		if (grow && this.input.capacity() < LARGEST_BUFFER) {
			this.input = ByteBuffer.allocateDirect(this.input.capacity() * 4).put(this.input);
		}
		else {
			this.input.compact();
		}
		pauseOrGoOn();
		return true;
	}

	private void pauseOrGoOn() {
		boolean pause = this.full || this.crowded;
		if (pause != this.paused && !this.stopped) {
			this.paused = pause;
			this.interest.read(!pause);
		}
	}

	/**
	 * Read no more while the other side does not read what this one has to say to it.
	 * Thread-safe.
	 * @param crowded whether it is so
	 */
	void notesPileUp(boolean crowded) {
		this.channel.loop().execute(() -> {
			this.crowded = crowded;
			pauseOrGoOn();
		});
	}

	private int read() throws IOException {
		if (!this.format.hasDescriptors()) {
			return this.transport.read(this.input);
		}
		int count = this.transport.read(this.input, this.descriptors);
		if (this.transport.descriptorsLost()) {
			// The next one must not be taken for it.
			this.descriptors.add(null);
		}
		return count;
	}

	/** Close descriptors that no message has claimed. To be called on the loop. */
	void close() {
		closeDescriptors();
		this.format.close();
		if (this.sockets != null) {
			this.sockets.close();
		}
	}

	private void closeDescriptors() {
		for (Fd descriptor : this.descriptors) {
			if (descriptor != null) {
				descriptor.close();
			}
		}
		this.descriptors.clear();
	}

	/** The stream has ended: there is nothing to be told of it any more. */
	void stop() {
		this.stopped = true;
		this.interest.read(false);
	}

	/**
	 * Nothing more should be coming than what is there: read all of it, or until that is
	 * more than it can be.
	 */
	void readRest() {
		if (this.last) {
			return;
		}
		this.last = true;
		if (this.channel.inbox().raiseLimit(LAST_BYTES)) {
			this.full = false;
			pauseOrGoOn();
		}
	}

	@Override
	public void message(Envelope envelope, MessageBody body, @Nullable Fd descriptor) {
		if (envelope.internal()) {
			this.channel.internal().arrived(new Incoming(0, envelope, body, null));
			return;
		}
		long number = ++this.messages;
		if (envelope.purpose() == Envelope.Purpose.ANSWER) {
			answer(new Incoming(number, envelope, body, null));
			return;
		}
		ReceivedHandle handle = null;
		Envelope.HandleTag tag = envelope.handle();
		if (tag != null && this.format.hasDescriptors()) {
			handle = this.channel.handles().incoming().received(tag, descriptor);
			if (handle == null) {
				// The sender learns of it, and sends the message again.
				return;
			}
			String key = tag.key();
			if (key != null) {
				sockets().add(key, handle);
			}
		}
		Incoming incoming = new Incoming(number, envelope, body, handle);
		this.full = this.channel.inbox().add(incoming);
	}

	private void answer(Incoming answer) {
		Request<?> request = this.channel.requests().take(answer.envelope().id());
		if (request == null) {
			// Nobody waits any more.
			return;
		}
		this.channel.loop().executeUserCode(() -> complete(request, answer));
	}

	private <T> void complete(Request<T> request, Incoming answer) {
		try {
			T value = answer.body().as(request.type());
			request.complete(value);
		}
		catch (Throwable ex) {
			request.completeExceptionally(ex);
		}
	}

	@Override
	public void failure(long id, MessageFormat.Failure failure) {
		this.messages++;
		Request<?> request = this.channel.requests().take(id);
		if (request != null) {
			this.channel.loop().executeUserCode(() -> request.completeExceptionally(failure.toException()));
		}
	}

	@Override
	public void acknowledge() {
		this.channel.sendNote(new MessageFormat.Note(MessageFormat.Note.Kind.HANDLE_ARRIVED, 0));
	}

	@Override
	public void note(MessageFormat.Note note) {
		switch (note.kind()) {
			case FAREWELL -> this.channel.disconnect();
			case ACK_WANTED -> this.channel.inbox().ackWanted(note.number());
			case HANDLED -> this.channel.acknowledgements().handled(note);
			default -> this.channel.handles().note(note);
		}
	}

	@Override
	public void question(MessageFormat.SocketQuestion question) {
		sockets().asked(question);
	}

	private ReceivedSockets sockets() {
		if (this.sockets == null) {
			this.sockets = new ReceivedSockets(this.transport.loop(), this::answer);
		}
		return this.sockets;
	}

	private void answer(MessageFormat.SocketQuestion question, int open) {
		ByteSource bytes = this.format.answer(question, open);
		if (bytes != null) {
			this.outbox.addNote(bytes);
		}
	}

	@Override
	public boolean prepare(Incoming incoming) {
		return this.channel.handles().incoming().complete(incoming);
	}

	@Override
	public MessageFormat.@Nullable Failure deliver(Incoming incoming, List<Listeners.Listener<?>> listeners,
			List<Consumer<UnhandledMessage>> unhandled) {
		DefaultExchange exchange = new DefaultExchange(this.channel, incoming);
		Throwable failure = null;
		for (Listeners.Listener<?> listener : listeners) {
			try {
				listener.accept(incoming.body(), exchange);
			}
			catch (Throwable ex) {
				failure = failed(failure, ex);
			}
		}
		if (listeners.isEmpty()) {
			for (Consumer<UnhandledMessage> listener : unhandled) {
				try {
					listener.accept(
							new UnhandledMessage(incoming.body().type(), incoming.body().as(Object.class), exchange));
				}
				catch (Throwable ex) {
					failure = failed(failure, ex);
				}
			}
		}
		exchange.listenersDone(failure);
		return (failure != null) ? MessageFormat.Failure.of(failure) : null;
	}

	private Throwable failed(@Nullable Throwable before, Throwable failure) {
		this.channel.report("A listener for messages has failed", failure);
		return (before != null) ? before : failure;
	}

	@Override
	public void handled(long number, MessageFormat.@Nullable Failure failure) {
		MessageFormat.Failure told = (failure != null && this.outbox.notes() > MANY_NOTES) ? failure.withoutMessage()
				: failure;
		this.channel.sendNote(new MessageFormat.Note(MessageFormat.Note.Kind.HANDLED, number, told));
	}

	@Override
	public void kept(Incoming incoming) {
		if (incoming.envelope().purpose() == Envelope.Purpose.REQUEST) {
			unheard().add(incoming);
		}
	}

	// Of whoever drains the inbox.
	private UnheardRequests unheard() {
		if (this.unheard == null) {
			Inbox inbox = this.channel.inbox();
			this.unheard = new UnheardRequests(this.channel.loop(), inbox::isKept);
		}
		return this.unheard;
	}

	@Override
	public void hasRoom() {
		this.channel.loop().execute(() -> {
			this.full = false;
			pauseOrGoOn();
		});
	}

	@Override
	public void wake() {
		this.channel.wake();
	}

}
