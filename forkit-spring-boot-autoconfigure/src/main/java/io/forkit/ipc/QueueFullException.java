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

/**
 * The other process does not take messages as fast as they are sent, and the queue of
 * those that wait to be written is full.
 *
 * @since 0.1.0
 */
public class QueueFullException extends IOException {

	private final long queuedBytes;

	private final long limit;

	QueueFullException(long queuedBytes, long limit) {
		super("The other process is behind: %d bytes wait to be written and at most %d may".formatted(queuedBytes,
				limit));
		this.queuedBytes = queuedBytes;
		this.limit = limit;
	}

	public long getQueuedBytes() {
		return this.queuedBytes;
	}

	public long getLimit() {
		return this.limit;
	}

}
