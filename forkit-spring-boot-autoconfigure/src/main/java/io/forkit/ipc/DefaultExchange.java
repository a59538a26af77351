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

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * The exchange of a message that has arrived.
 */
final class DefaultExchange implements Exchange {

	private final DefaultMessageChannel channel;

	private final Incoming incoming;

	private final AtomicBoolean answered = new AtomicBoolean();

	DefaultExchange(DefaultMessageChannel channel, Incoming incoming) {
		this.channel = channel;
		this.incoming = incoming;
	}

	@Override
	public boolean isRequest() {
		return this.incoming.envelope().purpose() == Envelope.Purpose.REQUEST;
	}

	@Override
	public SentMessage send(@Nullable Object answer) {
		claimAnswer();
		try {
			return answer(Envelope.Purpose.ANSWER, answer);
		}
		catch (RuntimeException ex) {
			// It cannot be sent; another one may.
			this.answered.set(false);
			throw ex;
		}
	}

	@Override
	public SentMessage fail(Throwable failure) {
		Objects.requireNonNull(failure, "'failure' must not be null");
		claimAnswer();
		return answer(Envelope.Purpose.FAILURE, MessageFormat.Failure.of(failure).toValue());
	}

	private SentMessage answer(Envelope.Purpose purpose, @Nullable Object value) {
		return this.channel.send(value, new Envelope(purpose, this.incoming.envelope().id(), null));
	}

	private void claimAnswer() {
		if (!isRequest()) {
			throw new IllegalStateException("The sender expects no answer: this was sent with 'send'; use 'request' "
					+ "there, or 'send' of the channel here");
		}
		if (!this.answered.compareAndSet(false, true)) {
			throw new IllegalStateException("The request was answered before");
		}
	}

	@Override
	public Optional<ReceivedHandle> handle() {
		return Optional.ofNullable(this.incoming.handle());
	}

	@Override
	public MessageChannel channel() {
		return this.channel;
	}

	/**
	 * The listeners have returned.
	 * @param failure what one of them has thrown
	 */
	void listenersDone(@Nullable Throwable failure) {
		if (failure != null && isRequest() && this.answered.compareAndSet(false, true)) {
			answer(Envelope.Purpose.FAILURE, MessageFormat.Failure.of(failure).toValue());
		}
		ReceivedHandle handle = this.incoming.handle();
		if (handle != null) {
			handle.close();
		}
	}

}
