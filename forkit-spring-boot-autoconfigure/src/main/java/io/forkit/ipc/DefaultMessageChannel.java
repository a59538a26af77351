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
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The channel over a transport and in a wire format. What is on the way of a first
 * message uses classes and not lambdas: the first of those costs a forked JVM more time
 * than all the rest.
 */
final class DefaultMessageChannel implements ProcessChannel {

	// What the other side gets to close its end after both have said farewell.
	private static final Duration LAST_WORDS = Duration.ofSeconds(5);

	private final Transport transport;

	private final ChannelLoop loop;

	private final MessageFormat format;

	private final ChannelSettings settings;

	private final @Nullable Supplier<String> peer;

	private final Outbox outbox;

	private final Inbox inbox;

	private final Requests requests;

	private final Acknowledgements acknowledgements;

	private final LongFunction<CompletableFuture<Void>> acknowledger;

	private final Handles handles;

	private final Intake intake;

	private final List<Consumer<Throwable>> errorListeners = new CopyOnWriteArrayList<>();

	private final CompletableFuture<ChannelEnd> streamEnd = new CompletableFuture<>();

	private final Runnable drainInbox = new DrainInbox();

	private final Runnable handleArrived = new HandleArrived();

	private final CompletableFuture<ChannelEnd> ended = new CompletableFuture<>();

	private State state = State.OPEN;

	private volatile boolean connected = true;

	DefaultMessageChannel(Transport transport, ChannelLoop loop, MessageFormat format, Handles handles,
			ChannelSettings settings, @Nullable Supplier<String> peer) {
		this.transport = transport;
		this.peer = peer;
		this.loop = loop;
		this.format = format;
		this.settings = settings;
		this.handles = handles;
		ReadWriteInterest interest = new ReadWriteInterest(transport);
		this.outbox = new Outbox(transport, loop, interest, settings, handles.outgoing(), new OutboxPressure());
		this.requests = new Requests(loop);
		this.acknowledgements = new Acknowledgements(loop, new NoteSender());
		boolean acknowledges = format.note(new MessageFormat.Note(MessageFormat.Note.Kind.ACK_WANTED, 0)) != null;
		this.acknowledger = acknowledges ? this.acknowledgements : new UnknownToNode();
		this.intake = new Intake(this, transport, format, interest, this.outbox);
		this.inbox = new Inbox(settings.queueLimit(), this.intake);
	}

	/**
	 * Begin.
	 * @throws IOException if the transport cannot be watched; the channel has then ended
	 */
	void open() throws IOException {
		this.handles.open(this.outbox, new NoteSender(), this.handleArrived);
		this.format.open(this.outbox);
		try {
			this.transport.open(this.intake);
		}
		catch (IOException | RuntimeException ex) {
			end(new ChannelEnd(ChannelEnd.Cause.FAILED, ex));
			throw ex;
		}
	}

	ChannelLoop loop() {
		return this.loop;
	}

	Inbox inbox() {
		return this.inbox;
	}

	Requests requests() {
		return this.requests;
	}

	Acknowledgements acknowledgements() {
		return this.acknowledgements;
	}

	Handles handles() {
		return this.handles;
	}

	@Override
	public boolean isConnected() {
		return this.connected;
	}

	@Override
	public SentMessage send(@Nullable Object message) {
		return send(message, Envelope.PLAIN);
	}

	SentMessage send(@Nullable Object message, Envelope envelope) {
		SentMessage sent = newMessage();
		this.outbox.add(Outgoing.message(this.format.message(message, envelope), sent,
				envelope.purpose() == Envelope.Purpose.MESSAGE));
		return sent;
	}

	private SentMessage newMessage() {
		return new SentMessage(loop(), this.acknowledger);
	}

	@Override
	public boolean trySend(@Nullable Object message) {
		return this.outbox.tryAdd(Outgoing.message(this.format.message(message, Envelope.PLAIN), newMessage(), true));
	}

	@Override
	public SentMessage send(@Nullable Object message, Object handle) {
		Handle checked = (handle instanceof Handle given) ? given : Handle.of(handle);
		SentMessage sent = newMessage();
		PendingHandle pending = this.handles.outgoing()
			.add(checked, sent, (tag) -> this.format.message(message, new Envelope(Envelope.Purpose.MESSAGE, 0, tag)));
		this.outbox.add(Outgoing.handle(pending, pending.bytes()));
		return sent;
	}

	@Override
	public <T> Request<T> request(@Nullable Object message, Class<T> answer) {
		Objects.requireNonNull(answer, "'answer' must not be null");
		Request<T> request = this.requests.create(answer);
		ByteSource bytes = this.format.message(message, new Envelope(Envelope.Purpose.REQUEST, request.id(), null));
		SentMessage sent = newMessage();
		follow(request, sent);
		this.outbox.add(Outgoing.message(bytes, sent, false));
		return request;
	}

	@Override
	public <T> Request<T> request(@Nullable Object message, Object handle, Class<T> answer) {
		Objects.requireNonNull(answer, "'answer' must not be null");
		Handle checked = (handle instanceof Handle given) ? given : Handle.of(handle);
		Request<T> request = this.requests.create(answer);
		SentMessage sent = newMessage();
		PendingHandle pending = this.handles.outgoing()
			.add(checked, sent,
					(tag) -> this.format.message(message, new Envelope(Envelope.Purpose.REQUEST, request.id(), tag)));
		follow(request, sent);
		this.outbox.add(Outgoing.handle(pending, pending.bytes()));
		return request;
	}

	/** Wait for the answer to a request that can be sent. */
	private void follow(Request<?> request, SentMessage sent) {
		request.limit(this.settings.requestTimeout());
		this.requests.add(request);
		sent.whenComplete((written, ex) -> {
			if (ex != null) {
				request.completeExceptionally(ex);
			}
		});
	}

	@Override
	public <T> MessageSubscription onMessage(Class<T> type, Consumer<T> listener) {
		Objects.requireNonNull(listener, "'listener' must not be null");
		return onMessage(type, new MessageListener<>(listener));
	}

	@Override
	public <T> MessageSubscription onMessage(Class<T> type, BiConsumer<T, Exchange> listener) {
		return this.inbox.listen(type, listener);
	}

	@Override
	public MessageSubscription onUnhandled(Consumer<UnhandledMessage> listener) {
		return this.inbox.unhandled(Objects.requireNonNull(listener, "'listener' must not be null"));
	}

	@Override
	public MessageSubscription onError(Consumer<Throwable> listener) {
		this.errorListeners.add(Objects.requireNonNull(listener, "'listener' must not be null"));
		return () -> this.errorListeners.remove(listener);
	}

	/**
	 * Tell of a failure. Runs user code.
	 * @param what what could not be done
	 * @param failure the failure
	 */
	void report(String what, Throwable failure) {
		if (this.errorListeners.isEmpty()) {
			ChannelLog.error(what, failure);
		}
		for (Consumer<Throwable> listener : this.errorListeners) {
			try {
				listener.accept(failure);
			}
			catch (Throwable ex) {
				ChannelLog.error("A listener for errors has failed itself", ex);
			}
		}
	}

	@Override
	public CompletableFuture<ChannelEnd> onDisconnect() {
		return this.ended.copy();
	}

	@Override
	public CompletableFuture<ChannelEnd> onStreamEnd() {
		return this.streamEnd.copy();
	}

	@Override
	public long queuedBytes() {
		return this.outbox.queuedBytes();
	}

	@Override
	public CompletableFuture<Void> drained() {
		return this.outbox.drained();
	}

	@Override
	public CompletableFuture<ChannelEnd> disconnect() {
		synchronized (this) {
			if (this.state != State.OPEN) {
				return onDisconnect();
			}
			this.state = State.CLOSING;
			this.connected = false;
		}
		ByteSource farewell = this.format.note(new MessageFormat.Note(MessageFormat.Note.Kind.FAREWELL, 0));
		this.outbox.finish(farewell, closed(new ChannelEnd(ChannelEnd.Cause.DISCONNECTED, null)))
			.whenComplete((written, ex) -> loop().execute(this::shutDownOutput));
		return onDisconnect();
	}

	private void shutDownOutput() {
		try {
			this.transport.shutdownOutput();
		}
		catch (IOException ex) {
			// The other side was faster.
			end(new ChannelEnd(ChannelEnd.Cause.DISCONNECTED, null));
			return;
		}
		endAfter(LAST_WORDS);
	}

	@Override
	public boolean isReadingPaused() {
		return this.intake.isPaused();
	}

	@Override
	public void endAfter(Duration limit) {
		loop().execute(() -> {
			this.intake.readRest();
			ChannelLoop.Timer timer = loop().schedule(limit, () -> streamEnded(null));
			this.ended.whenComplete((end, ex) -> timer.cancel());
		});
	}

	void sendNote(MessageFormat.Note note) {
		ByteSource bytes = this.format.note(note);
		if (bytes != null) {
			this.outbox.addNote(bytes);
		}
	}

	/** See whether there is something to handle. */
	void wake() {
		loop().execute(this.drainInbox);
	}

	void drainInbox() {
		if (this.inbox.claim()) {
			loop().runUserCode(this.inbox);
		}
	}

	/**
	 * The stream has ended. To be called on the loop.
	 * @param failure how it broke, if it did
	 */
	void streamEnded(@Nullable Throwable failure) {
		boolean orderly;
		synchronized (this) {
			orderly = this.state == State.CLOSING;
		}
		if (!orderly) {
			end(new ChannelEnd(ChannelEnd.Cause.PEER_GONE, failure));
			return;
		}
		ChannelEnd end = new ChannelEnd(ChannelEnd.Cause.DISCONNECTED, null);
		CompletableFuture<Void> written = this.outbox.drained();
		if (failure != null || written.isDone()) {
			end(end);
			return;
		}
		// The other side has said its last word, and still listens to ours.
		this.intake.stop();
		ChannelLoop.Timer timer = loop().schedule(LAST_WORDS, () -> end(end));
		written.whenComplete((ignored, ex) -> {
			timer.cancel();
			loop().execute(() -> end(end));
		});
	}

	void end(ChannelEnd end) {
		synchronized (this) {
			if (this.state == State.CLOSED) {
				return;
			}
			this.state = State.CLOSED;
			this.connected = false;
		}
		this.transport.close();
		this.streamEnd.complete(end);
		loop().execute(this.intake::close);
		Throwable reason = closed(end);
		this.outbox.fail(reason);
		this.requests.fail(reason);
		this.acknowledgements.fail(reason);
		this.handles.fail(reason);
		this.inbox.end(() -> {
			this.handles.close();
			this.inbox.closeHandles();
			this.ended.complete(end);
		});
	}

	private ChannelClosedException closed(ChannelEnd end) {
		String reason = switch (end.cause()) {
			case DISCONNECTED -> "The channel is closed: it was disconnected";
			case PEER_GONE -> "The channel is closed: the other process has ended or disconnected";
			case FAILED -> "The channel is closed: it has failed";
		};
		return new ChannelClosedException(reason, end.failure(), this.peer);
	}

	private enum State {

		OPEN, CLOSING, CLOSED

	}

	private final class DrainInbox implements Runnable {

		@Override
		public void run() {
			drainInbox();
		}

	}

	private final class OutboxPressure implements Outbox.Pressure {

		@Override
		public void notesPileUp(boolean crowded) {
			DefaultMessageChannel.this.intake.notesPileUp(crowded);
		}

		/** There may be something left to read. */
		@Override
		public ChannelClosedException broken(String reason, Throwable cause) {
			loop().schedule(LAST_WORDS, () -> streamEnded(null));
			return new ChannelClosedException(reason, cause, DefaultMessageChannel.this.peer);
		}

	}

	private final class HandleArrived implements Runnable {

		@Override
		public void run() {
			wake();
		}

	}

	private final class NoteSender implements Consumer<MessageFormat.Note> {

		@Override
		public void accept(MessageFormat.Note note) {
			sendNote(note);
		}

	}

	private static final class UnknownToNode implements LongFunction<CompletableFuture<Void>> {

		@Override
		public CompletableFuture<Void> apply(long number) {
			return CompletableFuture.failedFuture(new UnsupportedOperationException(
					"Node's protocol knows no acknowledgement of messages: send a request, and let the other side "
							+ "answer"));
		}

	}

	/**
	 * A listener that does not answer.
	 *
	 * @param <T> the type of the messages
	 * @param listener the listener
	 */
	private record MessageListener<T>(Consumer<T> listener) implements BiConsumer<T, Exchange> {

		@Override
		public void accept(T message, Exchange exchange) {
			this.listener.accept(message);
		}

	}

}
