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

	private final Transport transport;

	private final ChannelLife life;

	private final ChannelLoop loop;

	private final MessageFormat format;

	private final ChannelSettings settings;

	private final Outbox outbox;

	private final Inbox inbox;

	private final Requests requests;

	private final Acknowledgements acknowledgements;

	private final LongFunction<CompletableFuture<Void>> acknowledger;

	private final Handles handles;

	private final Intake intake;

	private final DefaultInternalMessages internal;

	private final List<Consumer<Throwable>> errorListeners = new CopyOnWriteArrayList<>();

	private final Runnable drainInbox = new DrainInbox();

	private final Runnable handleArrived = new HandleArrived();

	DefaultMessageChannel(Transport transport, ChannelLoop loop, MessageFormat format, Handles handles,
			ChannelSettings settings, @Nullable Supplier<String> peer, InternalMessages.@Nullable Listener listener) {
		this.transport = transport;
		this.life = new ChannelLife(this, transport, peer);
		this.loop = loop;
		this.format = format;
		this.settings = settings;
		this.handles = handles;
		ReadWriteInterest interest = new ReadWriteInterest(transport);
		long window = format.firstWindow();
		this.outbox = new Outbox(transport, loop, interest, settings, handles.outgoing(), new OutboxPressure(),
				(window > 0) ? window : Long.MAX_VALUE);
		this.requests = new Requests(loop);
		this.acknowledgements = new Acknowledgements(loop, new NoteSender());
		boolean acknowledges = format.note(new MessageFormat.Note(MessageFormat.Note.Kind.ACK_WANTED, 0)) != null;
		this.acknowledger = acknowledges ? this.acknowledgements : new UnknownToNode();
		this.intake = new Intake(this, transport, format, interest, this.outbox);
		this.inbox = new Inbox(settings.queueLimit(), this.intake, new Window(window));
		this.internal = new DefaultInternalMessages(this, listener);
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
			this.life.end(new ChannelEnd(ChannelEnd.Cause.FAILED, ex));
			throw ex;
		}
	}

	ChannelLoop loop() {
		return this.loop;
	}

	ChannelLife life() {
		return this.life;
	}

	Outbox outbox() {
		return this.outbox;
	}

	Intake intake() {
		return this.intake;
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
		return this.life.isConnected();
	}

	@Override
	public SentMessage send(@Nullable Object message) {
		return send(message, Envelope.PLAIN);
	}

	@Override
	public DefaultInternalMessages internal() {
		if (!this.format.hasInternalMessages()) {
			throw new UnsupportedOperationException("Only channels between JVMs have internal messages");
		}
		return this.internal;
	}

	/** Get what belongs to an internal message, see {@link Inbox.Owner}. */
	boolean prepare(Incoming incoming) {
		return this.intake.prepare(incoming);
	}

	/**
	 * Send an internal message.
	 * @param message the message
	 * @param envelope what it is for
	 * @param handle what goes with it
	 * @return completed as with {@link #send}
	 */
	SentMessage sendInternal(@Nullable Object message, Envelope envelope, @Nullable Handle handle) {
		SentMessage sent = newMessage();
		PendingHandle pending = null;
		ByteSource bytes;
		if (handle != null) {
			pending = this.handles.outgoing()
				.add(handle, sent, (tag) -> this.format.message(message,
						new Envelope(envelope.purpose(), envelope.id(), tag, true)));
			bytes = pending.bytes();
		}
		else {
			bytes = this.format.message(message, envelope);
		}
		this.outbox.addInternal(Outgoing.internal(bytes, sent, pending));
		return sent;
	}

	SentMessage send(@Nullable Object message, Envelope envelope) {
		SentMessage sent = newMessage();
		ByteSource bytes = this.format.message(message, envelope);
		boolean answer = envelope.purpose() != Envelope.Purpose.MESSAGE;
		this.outbox.add(answer ? Outgoing.answer(bytes, sent) : Outgoing.message(bytes, sent, true));
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
		Objects.requireNonNull(type, "'type' must not be null");
		if (type.isAnnotationPresent(MessageType.class)) {
			// Here, rather than when a message has arrived.
			TypeNames.of(type);
		}
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
		return this.life.ended();
	}

	@Override
	public CompletableFuture<ChannelEnd> onStreamEnd() {
		return this.life.streamEnd();
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
		hangUp();
		return onDisconnect();
	}

	/** Disconnect, also if that is said again and again. */
	void hangUp() {
		this.life.disconnect(this.format.note(new MessageFormat.Note(MessageFormat.Note.Kind.FAREWELL, 0)));
	}

	@Override
	public void endAfter(Duration limit) {
		this.life.endAfter(limit);
	}

	@Override
	public boolean isReadingPaused() {
		return this.intake.isPaused();
	}

	/**
	 * Tell whoever waits for something that it will not come.
	 * @param end how the channel has ended
	 * @param reason the failure
	 */
	void fail(ChannelEnd end, Throwable reason) {
		this.outbox.fail(reason);
		this.requests.fail(reason);
		this.acknowledgements.fail(reason);
		this.handles.fail(reason);
		this.loop.execute(() -> this.internal.end(end, reason));
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
		this.internal.drain();
		if (this.inbox.claim()) {
			loop().runUserCode(this.inbox);
		}
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

		@Override
		public ChannelClosedException broken(String reason, Throwable cause) {
			return DefaultMessageChannel.this.life.broken(reason, cause);
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
