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

import org.jspecify.annotations.Nullable;

/**
 * An internal message that has arrived.
 *
 * @since 0.1.0
 */
public interface InternalMessage {

	/**
	 * Return what it says.
	 * @return {@code null}, a string, number, boolean, {@code byte[]}, list or map
	 */
	@Nullable Object value();

	/**
	 * Return what came with it.
	 * @return the handle, or {@code null} if there is none, also because this process had
	 * too many open files to receive it
	 */
	@Nullable ReceivedHandle handle();

	/**
	 * Return whether it is to be answered.
	 * @return whether it is
	 */
	boolean isRequest();

	/**
	 * Answer it, once. May be called later and by any thread.
	 * @param answer the answer, as {@link InternalMessages#send(Object, Handle)} takes it
	 * @param handle what goes with it, if anything
	 * @return completed as with {@code send}
	 * @throws IllegalStateException if it is no request, or as with {@code send}
	 */
	SentMessage answer(@Nullable Object answer, @Nullable Handle handle);

	/**
	 * Tell who has asked that there is no answer, so that nobody waits for it. May be
	 * called later and by any thread.
	 * @param failure the reason
	 * @throws IllegalStateException if it is no request
	 */
	void fail(Throwable failure);

}
