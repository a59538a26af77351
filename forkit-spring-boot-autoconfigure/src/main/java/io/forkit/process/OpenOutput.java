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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.forkit.process.engine.Loop;
import io.forkit.process.engine.ProgramOutput;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What a program writes, for a user to read at any pace. The user reads the pipe itself,
 * so that a program whose output nobody reads has to wait. Once the program has ended,
 * what is left in the pipe is taken into memory: that the command is over can then be
 * told, and the output still be read.
 */
final class OpenOutput implements OutputConsumer {

	// More than the largest pipe holds.
	private static final int MAX_REST = 2 * 1024 * 1024;

	private final ProgramOutput output;

	private final ByteBuffer loopBuffer;

	private final Loop loop;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Deque<ByteBuffer> rest = new ArrayDeque<>();

	private int restSize;

	private boolean programEnded;

	private boolean ended;

	private boolean cut;

	private boolean abandoned;

	private boolean shared;

	private @Nullable Runnable waiter;

	private Runnable onEnd = () -> {
	};

	OpenOutput(ProgramOutput output, ByteBuffer loopBuffer, Loop loop) {
		this.output = output;
		this.loopBuffer = loopBuffer;
		this.loop = loop;
	}

	/**
	 * Let another program read as well. From now on nothing is read here that nobody has
	 * asked for, also when the program has ended: it would be missing there. So what is
	 * left stays in the pipe until {@link #release()}.
	 * @return the pipe
	 * @throws IllegalStateException if it has been read to its end
	 */
	ProgramOutput share() {
		this.lock.lock();
		try {
			Assert.state(!this.ended && !this.programEnded,
					"The program has ended and its output was read; use a pipeline for programs that may end so soon");
			this.shared = true;
			return this.output;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Give up what was shared, as nobody will read it here. */
	void release() {
		this.lock.lock();
		try {
			if (this.shared) {
				end();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void start(Runnable onEnd) {
		this.onEnd = onEnd;
		this.output.onReady(this::ready);
	}

	private void ready() {
		this.lock.lock();
		try {
			if (this.programEnded && !this.shared) {
				takeRest();
			}
			wake();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void wake() {
		this.changed.signalAll();
		Runnable next = this.waiter;
		this.waiter = null;
		if (next != null) {
			next.run();
		}
	}

	private void takeRest() {
		try {
			while (!this.ended && this.restSize < MAX_REST) {
				int count = this.output.read(this.loopBuffer.clear());
				if (count == ProgramOutput.WOULD_BLOCK) {
					this.output.request();
					return;
				}
				if (count == ProgramOutput.END) {
					end();
					return;
				}
				ByteBuffer copy = ByteBuffer.allocate(count);
				this.rest.add(copy.put(this.loopBuffer.flip()).flip());
				this.restSize += count;
			}
		}
		catch (IOException ex) {
			this.cut = true;
			end();
		}
	}

	private void end() {
		if (!this.ended) {
			this.ended = true;
			this.output.close();
			wake();
			this.loop.execute(this.onEnd);
		}
	}

	/**
	 * Read without waiting.
	 * @param target a direct buffer
	 * @return the number of bytes, {@link ProgramOutput#END} or
	 * {@link ProgramOutput#WOULD_BLOCK}
	 * @throws IOException if the pipe cannot be read
	 */
	int read(ByteBuffer target) throws IOException {
		this.lock.lock();
		try {
			return readLocked(target);
		}
		finally {
			this.lock.unlock();
		}
	}

	private int readLocked(ByteBuffer target) throws IOException {
		ByteBuffer first = this.rest.peek();
		if (first != null && !this.abandoned) {
			int count = Math.min(first.remaining(), target.remaining());
			target.put(first.slice(first.position(), count));
			first.position(first.position() + count);
			if (!first.hasRemaining()) {
				this.rest.remove();
			}
			return count;
		}
		if (this.ended) {
			return ProgramOutput.END;
		}
		int count = this.output.read(target);
		if (count == ProgramOutput.END) {
			end();
		}
		return count;
	}

	/**
	 * Read, and wait until there is something.
	 * @param target a direct buffer
	 * @return the number of bytes or {@link ProgramOutput#END}
	 * @throws IOException if the pipe cannot be read
	 * @throws InterruptedException if the thread was interrupted
	 */
	int readWaiting(ByteBuffer target) throws IOException, InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (true) {
				int count = readLocked(target);
				if (count != ProgramOutput.WOULD_BLOCK) {
					return count;
				}
				this.output.request();
				this.changed.await();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Be told once when there is something to read.
	 * @param task what to run, maybe at once and maybe on the loop; must not block
	 */
	void whenReadable(Runnable task) {
		this.lock.lock();
		try {
			if (this.ended || !this.rest.isEmpty()) {
				task.run();
				return;
			}
			this.waiter = task;
			this.output.request();
		}
		finally {
			this.lock.unlock();
		}
	}

	int available() {
		this.lock.lock();
		try {
			int inMemory = this.rest.stream().mapToInt(ByteBuffer::remaining).sum();
			return this.ended ? inMemory : inMemory + this.output.available();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The user does not want to read more: the program gets a SIGPIPE if it writes. */
	void abandon() {
		this.lock.lock();
		try {
			this.abandoned = true;
			this.rest.clear();
			this.cut |= !this.ended;
			end();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void programEnded() {
		this.lock.lock();
		try {
			this.programEnded = true;
			if (this.shared) {
				this.loop.execute(this.onEnd);
			}
			else {
				takeRest();
			}
			wake();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void drainTimeoutOver() {
		close();
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			if (this.shared) {
				return;
			}
			takeRest();
			if (!this.ended) {
				this.cut = true;
				end();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean isEnded() {
		this.lock.lock();
		try {
			return this.ended || (this.shared && this.programEnded);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean isComplete() {
		this.lock.lock();
		try {
			return (this.ended || this.shared) && !this.cut;
		}
		finally {
			this.lock.unlock();
		}
	}

}
