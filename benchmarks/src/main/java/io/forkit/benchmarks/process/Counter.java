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

package io.forkit.benchmarks.process;

import java.io.OutputStream;

/**
 * Counts the bytes that arrive, drops them, and notes when they are complete. Used by one
 * thread, and by others when that one is done.
 */
final class Counter extends OutputStream {

	private final long expected;

	private long count;

	private long completedAt;

	Counter(long expected) {
		this.expected = expected;
	}

	@Override
	public void write(int b) {
		add(1);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) {
		add(length);
	}

	void add(int bytes) {
		this.count += bytes;
		if (this.count == this.expected && bytes != 0) {
			this.completedAt = System.nanoTime();
		}
	}

	/**
	 * Return when the last byte arrived.
	 * @return the time, as of {@link System#nanoTime()}
	 * @throws IllegalStateException if there were more or fewer bytes
	 */
	long completedAt() {
		if (this.count != this.expected) {
			throw new IllegalStateException("Of " + this.expected + " bytes " + this.count + " have arrived");
		}
		return this.completedAt;
	}

}
