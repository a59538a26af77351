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
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * The end of a pipe that a program reads from. While the pump writes one buffer, another
 * one is filled. What was taken is written also if this end is closed then, as the bytes
 * in a pipe can still be read when its writer is gone.
 */
final class JdkInput extends JdkPipeEnd implements ProgramInput {

	private final OutputStream stream;

	private byte[] filling = new byte[0];

	private byte[] spare = new byte[0];

	private int length;

	JdkInput(Loop loop, OutputStream stream, String name) {
		super(loop, stream, name);
		this.stream = stream;
	}

	@Override
	public synchronized int write(ByteBuffer source) throws IOException {
		check();
		if (this.length == BUFFER_SIZE) {
			return WOULD_BLOCK;
		}
		startPump();
		check();
		if (this.filling.length == 0) {
			this.filling = new byte[BUFFER_SIZE];
		}
		int count = Math.min(source.remaining(), BUFFER_SIZE - this.length);
		source.get(this.filling, this.length, count);
		this.length += count;
		notifyAll();
		return count;
	}

	@Override
	void prepare() {
		// There is space before anything was written.
	}

	@Override
	boolean isReady() {
		return this.length < BUFFER_SIZE;
	}

	@Override
	void pump() throws IOException, InterruptedException {
		for (int count = take(); count > 0; count = take()) {
			this.stream.write(this.spare, 0, count);
			this.stream.flush();
		}
	}

	private synchronized int take() throws InterruptedException {
		while (isOpen() && this.length == 0) {
			wait();
		}
		byte[] full = this.filling;
		this.filling = this.spare;
		this.spare = full;
		int count = this.length;
		this.length = 0;
		tellIfReady();
		return count;
	}

}
