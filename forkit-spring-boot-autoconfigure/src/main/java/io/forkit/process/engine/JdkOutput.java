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

package io.forkit.process.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * The end of a pipe that a program writes to. The pump reads at most one buffer ahead, so
 * that a program that nobody reads from has to wait, as with a pipe that is full.
 */
final class JdkOutput extends JdkPipeEnd implements ProgramOutput {

	private static final byte[] NONE = new byte[0];

	private final InputStream stream;

	private byte[] buffer = NONE;

	private int position;

	private int limit;

	private boolean ended;

	JdkOutput(Loop loop, InputStream stream, String name) {
		super(loop, stream, name);
		this.stream = stream;
	}

	@Override
	public synchronized int read(ByteBuffer target) throws IOException {
		if (isOpen() && this.position < this.limit) {
			int count = Math.min(target.remaining(), this.limit - this.position);
			target.put(this.buffer, this.position, count);
			this.position += count;
			if (this.position == this.limit) {
				notifyAll();
			}
			return count;
		}
		check();
		if (this.ended) {
			return END;
		}
		startPump();
		check();
		return WOULD_BLOCK;
	}

	@Override
	public synchronized int available() {
		return isOpen() ? this.limit - this.position : 0;
	}

	@Override
	void prepare() {
		startPump();
	}

	@Override
	boolean isReady() {
		return this.position < this.limit || this.ended;
	}

	@Override
	void pump() throws IOException, InterruptedException {
		byte[] target = new byte[BUFFER_SIZE];
		int count = 0;
		while (count >= 0 && awaitDemand()) {
			count = this.stream.read(target, 0, target.length);
			provide(target, count);
		}
	}

	private synchronized boolean awaitDemand() throws InterruptedException {
		while (isOpen() && this.position < this.limit) {
			wait();
		}
		return isOpen();
	}

	private synchronized void provide(byte[] source, int count) {
		this.buffer = source;
		this.position = 0;
		this.limit = Math.max(0, count);
		this.ended = count < 0;
		tellIfReady();
	}

}
