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

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What came with a message, and the way to answer it.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public interface Exchange {

	/**
	 * Return whether the sender waits for an answer.
	 * @return whether it does
	 */
	boolean isRequest();

	/**
	 * Answer. To be called at most once, from any thread, also after the listener has
	 * returned.
	 * @param answer the answer
	 * @return as {@link MessageChannel#send(Object)}
	 * @throws IllegalStateException if the sender expects none, or has it already
	 */
	SentMessage send(@Nullable Object answer);

	/**
	 * Answer that the request has failed. The other side gets a
	 * {@link RemoteFailureException}. A listener that throws does the same.
	 * @param failure the reason
	 * @return as {@link MessageChannel#send(Object)}
	 * @throws IllegalStateException if the sender expects none, or has it already
	 */
	SentMessage fail(Throwable failure);

	/**
	 * Return the handle that came with the message. Unless it is taken before the
	 * listener returns, it is closed.
	 * @return the handle, if there is one
	 */
	Optional<ReceivedHandle> handle();

	/**
	 * Return the channel.
	 * @return the channel that the message came over
	 */
	MessageChannel channel();

}
