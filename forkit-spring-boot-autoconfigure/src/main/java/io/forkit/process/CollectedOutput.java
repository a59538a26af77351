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
import java.nio.ByteBuffer;
import java.util.Arrays;

import io.forkit.process.engine.ProgramOutput;

/**
 * Keeps what a program writes in memory, up to a limit; what is beyond is read and
 * dropped, so that the program does not wait. Works on the loop itself, as the bytes need
 * only be copied.
 */
final class CollectedOutput implements OutputConsumer {

	// The longest array that every JVM can make.
	private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

	private static final int FIRST_CAPACITY = 512;

	private final ProgramOutput output;

	private final ByteBuffer buffer;

	private final int limit;

	private final Runnable onLimit;

	private Runnable onEnd = () -> {
	};

	private byte[] bytes = {};

	private int length;

	private boolean exceeded;

	private boolean failed;

	private boolean ended;

	/**
	 * Prepare to collect.
	 * @param output where to read
	 * @param buffer the buffer that all share who read on the loop
	 * @param limit how many bytes are kept
	 * @param onLimit called at each read beyond the limit
	 */
	CollectedOutput(ProgramOutput output, ByteBuffer buffer, long limit, Runnable onLimit) {
		this.output = output;
		this.buffer = buffer;
		this.limit = (int) Math.min(limit, MAX_ARRAY);
		this.onLimit = onLimit;
	}

	@Override
	public void start(Runnable onEnd) {
		this.onEnd = onEnd;
		this.output.onReady(this::read);
		this.output.request();
	}

	private void read() {
		if (this.ended) {
			return;
		}
		try {
			this.buffer.clear();
			int count = this.output.read(this.buffer);
			if (count == ProgramOutput.END) {
				end();
				return;
			}
			if (count > 0) {
				append(count);
			}
			this.output.request();
		}
		catch (IOException ex) {
			this.failed = true;
			end();
		}
	}

	private void append(int count) {
		int added = Math.min(count, this.limit - this.length);
		if (added > 0 && !this.exceeded && ensureCapacity(this.length + added)) {
			this.buffer.flip();
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
			// One command with a huge limit must not cost all others their loop.
			return false;
		}
	}

	private void end() {
		this.output.close();
		this.ended = true;
		this.onEnd.run();
	}

	@Override
	public void drainTimeoutOver() {
		takeRest();
		if (!this.ended) {
			this.failed = true;
			end();
		}
	}

	/**
	 * Take what is in the pipe, which may be as much as that holds: nobody says that the
	 * loop has seen it in time. No more than that, as others may write on for ever.
	 */
	private void takeRest() {
		int rest = this.output.available();
		while (!this.ended && rest > 0) {
			rest -= Math.min(rest, this.buffer.capacity());
			read();
		}
		if (!this.ended) {
			// The end itself.
			read();
		}
	}

	@Override
	public boolean isEnded() {
		return this.ended;
	}

	@Override
	public boolean isComplete() {
		return this.ended && !this.exceeded && !this.failed;
	}

	@Override
	public byte[] bytes() {
		return (this.length == this.bytes.length) ? this.bytes : Arrays.copyOf(this.bytes, this.length);
	}

	@Override
	public void close() {
		if (!this.ended) {
			drainTimeoutOver();
		}
	}

}
