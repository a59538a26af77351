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

package io.forkit.process;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Memory that reads and writes go through, used again as it is expensive to make.
 * Thread-safe.
 */
final class DirectBuffers {

	private static final int CAPACITY = 256 * 1024;

	private static final int MAXIMUM_IDLE = 16;

	private final ConcurrentLinkedQueue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();

	private final AtomicInteger count = new AtomicInteger();

	ByteBuffer take() {
		ByteBuffer buffer = this.idle.poll();
		if (buffer == null) {
			return ByteBuffer.allocateDirect(CAPACITY);
		}
		this.count.decrementAndGet();
		return buffer.clear();
	}

	void giveBack(ByteBuffer buffer) {
		if (this.count.incrementAndGet() <= MAXIMUM_IDLE) {
			this.idle.add(buffer);
		}
		else {
			this.count.decrementAndGet();
		}
	}

}
