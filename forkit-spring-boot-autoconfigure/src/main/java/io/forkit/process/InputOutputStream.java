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
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.forkit.process.engine.ProgramInput;

import org.springframework.util.Assert;

/**
 * What a program reads, as a stream to write, without a buffer of its own. A write waits
 * until the program, or its pipe, has taken everything. To be written by one thread at a
 * time.
 */
final class InputOutputStream extends OutputStream {

	private static final int BUFFER = 64 * 1024;

	private final ProgramInput input;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

	private boolean ready;

	private boolean closed;

	private boolean programEnded;

	InputOutputStream(ProgramInput input) {
		this.input = input;
		input.onReady(this::ready);
	}

	/**
	 * Let another program write as well.
	 * @return the pipe
	 * @throws IllegalStateException if it was closed
	 */
	ProgramInput pipe() {
		this.lock.lock();
		try {
			Assert.state(!this.closed, this.programEnded ? "The program has ended and reads no more"
					: "The stream to the program has been closed");
			return this.input;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void ready() {
		this.lock.lock();
		try {
			this.ready = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void write(int b) throws IOException {
		write(new byte[] { (byte) b }, 0, 1);
	}

	@Override
	public void write(byte[] source, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, source.length);
		this.lock.lock();
		try {
			if (this.buffer.capacity() == 0) {
				this.buffer = ByteBuffer.allocateDirect(BUFFER);
			}
			int position = offset;
			while (position < offset + length) {
				int count = Math.min(this.buffer.capacity(), offset + length - position);
				this.buffer.clear().put(source, position, count).flip();
				writeBuffer();
				position += count;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void writeBuffer() throws IOException {
		while (this.buffer.hasRemaining()) {
			if (this.closed) {
				throw new IOException(
						this.programEnded ? "The program has ended and reads no more" : "The stream has been closed");
			}
			if (this.input.write(this.buffer) == ProgramInput.WOULD_BLOCK) {
				await();
			}
		}
	}

	private void await() throws InterruptedIOException {
		this.ready = false;
		this.input.request();
		try {
			while (!this.ready && !this.closed) {
				this.changed.await();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("The thread was interrupted while it was writing");
		}
	}

	void programEnded() {
		this.lock.lock();
		try {
			this.programEnded |= !this.closed;
			close();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.input.close();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}
