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

/**
 * What becomes of a message that finds the queue to the other process full.
 *
 * @since 0.1.0
 */
public enum QueuePolicy {

	/**
	 * The sender waits until there is room, for at most the block timeout of the channel;
	 * then the message fails with a {@link QueueFullException}.
	 */
	BLOCK,

	/** The message fails at once with a {@link QueueFullException}. */
	FAIL,

	/**
	 * The oldest messages that have not begun to be written make room, and fail with a
	 * {@link MessageDroppedException}. Requests, answers and messages with a handle are
	 * never dropped.
	 */
	DROP_OLDEST

}
