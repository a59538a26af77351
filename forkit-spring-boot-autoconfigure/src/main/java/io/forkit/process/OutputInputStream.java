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
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;

import io.forkit.process.engine.ProgramOutput;

/**
 * What a program writes, as a stream to read. To be read by one thread at a time.
 */
final class OutputInputStream extends InputStream {

	private static final int MAX_BUFFER = 64 * 1024;

	private final OpenOutput output;

	private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

	private boolean closed;

	OutputInputStream(OpenOutput output) {
		this.output = output;
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
	}

	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, target.length);
		if (length == 0) {
			return 0;
		}
		if (this.closed) {
			throw new IOException("The stream has been closed");
		}
		if (!this.buffer.hasRemaining() && !fill()) {
			return -1;
		}
		int count = Math.min(length, this.buffer.remaining());
		this.buffer.get(target, offset, count);
		return count;
	}

	private boolean fill() throws IOException {
		if (this.buffer.capacity() == 0) {
			this.buffer = ByteBuffer.allocateDirect(MAX_BUFFER);
		}
		this.buffer.clear();
		try {
			boolean more = this.output.readWaiting(this.buffer) != ProgramOutput.END;
			this.buffer.flip();
			return more;
		}
		catch (IOException ex) {
			this.buffer.flip();
			throw ex;
		}
		catch (InterruptedException ex) {
			this.buffer.flip();
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("The thread was interrupted while it was reading");
		}
	}

	@Override
	public int available() {
		return this.closed ? 0 : this.buffer.remaining() + this.output.available();
	}

	@Override
	public void close() {
		if (!this.closed) {
			this.closed = true;
			this.output.abandon();
		}
	}

}
