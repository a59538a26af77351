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

import io.forkit.process.engine.ProgramInput;

/**
 * Writes bytes as fast as a program reads them, then closes its stdin. Works on the loop.
 */
final class BytesInput implements InputFeeder {

	private final ProgramInput input;

	private final ByteBuffer buffer;

	private final byte[] bytes;

	private int position;

	BytesInput(ProgramInput input, ByteBuffer loopBuffer, byte[] bytes) {
		this.input = input;
		this.buffer = loopBuffer;
		this.bytes = bytes;
	}

	@Override
	public void start() {
		if (this.bytes.length == 0) {
			this.input.close();
			return;
		}
		this.input.onReady(this::write);
		this.input.request();
	}

	private void write() {
		try {
			while (this.position < this.bytes.length) {
				this.buffer.clear();
				int count = Math.min(this.bytes.length - this.position, this.buffer.capacity());
				this.buffer.put(this.bytes, this.position, count).flip();
				int written = this.input.write(this.buffer);
				if (written == ProgramInput.WOULD_BLOCK) {
					this.input.request();
					return;
				}
				this.position += written;
				if (written < count) {
					this.input.request();
					return;
				}
			}
			this.input.close();
		}
		catch (IOException ex) {
			// EPIPE: the program does not want to read more, which is its own affair.
			this.input.close();
		}
	}

	@Override
	public void close() {
		this.input.close();
	}

}
