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

package io.forkit.cluster;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Spawn;
import org.jspecify.annotations.Nullable;

/**
 * Two pipes that a worker writes to. They are read on a loop, so that they never fill up.
 * Thread-safe.
 */
abstract class PipedOutput implements StartOutput {

	private final WorkerPipe output;

	private final WorkerPipe error;

	/**
	 * Create an output.
	 * @param output what the worker has as standard output
	 * @param error makes what it has as standard error
	 * @throws IOException if that cannot be made; the first pipe is closed then
	 */
	PipedOutput(WorkerPipe output, PipeSource error) throws IOException {
		this.output = output;
		try {
			this.error = error.open();
		}
		catch (IOException | RuntimeException | Error ex) {
			output.close();
			throw ex;
		}
	}

	@Override
	public Spawn giveTo(Spawn spawn) {
		return spawn.descriptor(1, this.output.writeEnd()).descriptor(2, this.error.writeEnd());
	}

	@Override
	public void given() {
		this.output.writeEnd().close();
		this.error.writeEnd().close();
	}

	@Override
	public void read(EventLoop loop) throws IOException {
		this.output.start(loop);
		this.error.start(loop);
	}

	@Override
	public CompletableFuture<@Nullable String> lastWords() {
		return WorkerPipe.lastWords(this.output, this.error);
	}

	@Override
	public void close() {
		this.output.close();
		this.error.close();
	}

	/**
	 * Makes a pipe.
	 */
	interface PipeSource {

		WorkerPipe open() throws IOException;

	}

}
