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
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Copies a stream to what a program reads, in a task that lasts as long: a stream can
 * only be read by waiting. The stream is closed at the end.
 */
final class TransferredInput implements InputFeeder {

	private static final int BUFFER = 64 * 1024;

	private final InputOutputStream target;

	private final InputStream source;

	private final Executor executor;

	private final Consumer<Exception> onFailure;

	private volatile @Nullable Exception failure;

	private volatile boolean closed;

	TransferredInput(InputOutputStream target, InputStream source, Executor executor, Consumer<Exception> onFailure) {
		this.target = target;
		this.source = source;
		this.executor = executor;
		this.onFailure = onFailure;
	}

	@Override
	public void start() {
		try {
			this.executor.execute(this::transfer);
		}
		catch (RuntimeException ex) {
			fail(ex);
		}
	}

	private void transfer() {
		byte[] buffer = new byte[BUFFER];
		try (InputStream in = this.source) {
			for (int count = in.read(buffer); count >= 0 && !this.closed; count = in.read(buffer)) {
				if (!write(buffer, count)) {
					return;
				}
			}
			this.target.close();
		}
		catch (Throwable ex) {
			fail((ex instanceof Exception exception) ? exception : new IllegalStateException(ex.getMessage(), ex));
		}
	}

	private boolean write(byte[] buffer, int count) {
		try {
			this.target.write(buffer, 0, count);
			return true;
		}
		catch (IOException ex) {
			// The program does not want to read more, which is its own affair.
			this.target.close();
			return false;
		}
	}

	/**
	 * Have the program ended. Its input stays open until then: it must not take a part of
	 * it for the whole.
	 */
	private void fail(Exception ex) {
		this.failure = ex;
		this.onFailure.accept(ex);
	}

	@Override
	public @Nullable Exception failure() {
		return this.failure;
	}

	@Override
	public void close() {
		this.closed = true;
		this.target.programEnded();
	}

}
