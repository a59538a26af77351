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

import java.io.IOException;
import java.util.Arrays;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.NativeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a program writes to one of its streams, up to a limit; what is beyond is
 * read and dropped, so that the program does not wait. Used on the event loop only.
 */
final class OutputReader {

	// The longest array that every JVM can make.
	private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

	private static final int FIRST_CAPACITY = 512;

	private final Fd fd;

	private final NativeBuffer buffer;

	private final int limit;

	private final Runnable onLimit;

	private final Runnable onEnd;

	private EventLoop.@Nullable Registration registration;

	private byte[] bytes = {};

	private int length;

	private boolean exceeded;

	private boolean failed;

	private boolean ended;

	OutputReader(Fd fd, NativeBuffer buffer, long limit, Runnable onLimit, Runnable onEnd) {
		this.fd = fd;
		this.buffer = buffer;
		this.limit = (int) Math.min(limit, MAX_ARRAY);
		this.onLimit = onLimit;
		this.onEnd = onEnd;
	}

	void attach(EventLoop loop) throws IOException {
		this.registration = loop.register(this.fd, EventLoop.READ, (registration, events) -> read());
	}

	private void read() {
		try {
			int count = this.buffer.readFrom(this.fd);
			if (count == NativeBuffer.END_OF_FILE) {
				end();
			}
			else if (count > 0) {
				append(count);
			}
		}
		catch (IOException ex) {
			this.failed = true;
			end();
		}
	}

	private void append(int count) {
		int room = this.limit - this.length;
		int added = Math.min(count, room);
		if (added > 0 && !this.exceeded && ensureCapacity(this.length + added)) {
			this.buffer.get(this.bytes, this.length, added);
			this.length += added;
		}
		else {
			added = 0;
		}
		if (added < count) {
			this.exceeded = true;
			this.onLimit.run();
		}
	}

	private boolean ensureCapacity(int needed) {
		try {
			if (needed > this.bytes.length) {
				long doubled = Math.max(FIRST_CAPACITY, 2L * this.bytes.length);
				this.bytes = Arrays.copyOf(this.bytes, (int) Math.max(needed, Math.min(doubled, this.limit)));
			}
			return true;
		}
		catch (OutOfMemoryError ex) {
			// One command with a huge limit must not cost all others their event loop.
			return false;
		}
	}

	private void end() {
		close();
		this.ended = true;
		this.onEnd.run();
	}

	/**
	 * Return whether nobody can write to the stream any more.
	 * @return whether it has ended
	 */
	boolean isEnded() {
		return this.ended;
	}

	boolean isComplete() {
		return this.ended && !this.exceeded && !this.failed;
	}

	byte[] bytes() {
		return (this.length == this.bytes.length) ? this.bytes : Arrays.copyOf(this.bytes, this.length);
	}

	void close() {
		if (this.registration != null) {
			this.registration.close();
		}
		this.fd.close();
	}

}
