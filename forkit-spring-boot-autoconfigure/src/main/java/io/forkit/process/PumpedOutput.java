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
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import io.forkit.process.engine.Loop;
import io.forkit.process.engine.ProgramOutput;
import org.jspecify.annotations.Nullable;

/**
 * Carries what a program writes to a sink that may block. A task of the executor reads
 * and writes for as long as there is something, and ends when there is nothing: no thread
 * waits for a program. While the sink blocks nothing is read, so that the program waits
 * as well.
 */
final class PumpedOutput implements OutputConsumer {

	private static final int ROUNDS = 16;

	private static final long UNLIMITED = -1;

	private final ProgramOutput output;

	private final ByteSink sink;

	private final Executor executor;

	private final DirectBuffers buffers;

	private final Loop loop;

	private final AtomicBoolean running = new AtomicBoolean();

	private final AtomicBoolean done = new AtomicBoolean();

	// What may still be read once others are awaited no longer.
	private volatile long remaining = UNLIMITED;

	private volatile @Nullable Exception failure;

	private volatile boolean cut;

	private boolean ended;

	private Runnable onEnd = () -> {
	};

	PumpedOutput(ProgramOutput output, ByteSink sink, Executor executor, DirectBuffers buffers, Loop loop) {
		this.output = output;
		this.sink = sink;
		this.executor = executor;
		this.buffers = buffers;
		this.loop = loop;
	}

	@Override
	public void start(Runnable onEnd) {
		this.onEnd = onEnd;
		this.output.onReady(this::dispatch);
		this.output.request();
	}

	private void dispatch() {
		if (this.running.compareAndSet(false, true)) {
			submit();
		}
	}

	private void submit() {
		try {
			this.executor.execute(this::pump);
		}
		catch (RuntimeException ex) {
			fail(ex);
		}
	}

	private void pump() {
		ByteBuffer buffer = null;
		try {
			buffer = this.buffers.take();
			for (int i = 0; i < ROUNDS; i++) {
				if (this.done.get()) {
					this.sink.end();
					return;
				}
				if (!pump(buffer)) {
					return;
				}
			}
		}
		catch (Throwable ex) {
			// Also an Error: the program would wait for ever.
			fail(ex);
			return;
		}
		finally {
			if (buffer != null) {
				this.buffers.giveBack(buffer);
			}
		}
		// Others shall have their turn.
		submit();
	}

	private boolean pump(ByteBuffer buffer) throws IOException {
		long allowed = this.remaining;
		buffer.clear();
		if (allowed != UNLIMITED) {
			// One byte more tells whether that was all.
			buffer.limit((int) Math.max(1, Math.min(allowed, buffer.capacity())));
		}
		int count = this.output.read(buffer);
		if (count == ProgramOutput.END) {
			this.sink.end();
			end(null);
			return false;
		}
		if (count == ProgramOutput.WOULD_BLOCK || allowed == 0) {
			pause(allowed);
			return false;
		}
		if (allowed != UNLIMITED) {
			this.remaining = allowed - count;
		}
		this.sink.write(buffer.flip());
		return true;
	}

	private void pause(long allowed) throws IOException {
		if (allowed != UNLIMITED) {
			this.cut = true;
			this.sink.end();
			end(null);
			return;
		}
		this.running.set(false);
		this.output.request();
		if (this.remaining != UNLIMITED || this.done.get()) {
			// It was limited or closed while this task was still counted as running.
			dispatch();
		}
	}

	private void fail(Throwable ex) {
		try {
			this.sink.end();
		}
		catch (Throwable second) {
			ex.addSuppressed(second);
		}
		end((ex instanceof Exception exception) ? exception : new IllegalStateException(ex.getMessage(), ex));
	}

	private void end(@Nullable Exception ex) {
		if (this.done.compareAndSet(false, true)) {
			this.failure = ex;
			this.output.close();
			this.loop.execute(() -> {
				this.ended = true;
				this.onEnd.run();
			});
		}
	}

	@Override
	public void drainTimeoutOver() {
		if (this.remaining == UNLIMITED) {
			this.remaining = this.output.available();
			dispatch();
		}
	}

	@Override
	public boolean isEnded() {
		return this.ended;
	}

	@Override
	public boolean isComplete() {
		return this.ended && !this.cut && this.failure == null;
	}

	@Override
	public @Nullable Exception failure() {
		return this.failure;
	}

	@Override
	public byte[] bytes() {
		return this.sink.bytes();
	}

	@Override
	public @Nullable Path file() {
		return this.sink.file();
	}

	@Override
	public void close() {
		if (this.done.compareAndSet(false, true)) {
			this.output.close();
			// The sink is ended by the task, where all that concerns it is done.
			dispatch();
		}
	}

}
