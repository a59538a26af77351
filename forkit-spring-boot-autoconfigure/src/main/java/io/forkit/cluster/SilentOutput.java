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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.forkit.ipc.MessageSubscription;
import io.forkit.posix.EventLoop;
import io.forkit.posix.Spawn;
import io.forkit.process.LineSink;
import org.jspecify.annotations.Nullable;

/**
 * The pipes that a silent worker writes to. They are read on a loop also where nobody
 * listens, so that they never fill up. Thread-safe.
 */
final class SilentOutput implements StartOutput {

	private final List<Consumer<WorkerOutput>> listeners;

	private final WorkerPipe output;

	private final WorkerPipe error;

	private SilentOutput(List<Consumer<WorkerOutput>> listeners, WorkerPipe output, WorkerPipe error) {
		this.listeners = listeners;
		this.output = output;
		this.error = error;
	}

	static SilentOutput open() throws IOException {
		List<Consumer<WorkerOutput>> listeners = new CopyOnWriteArrayList<>();
		WorkerPipe output = pipe(listeners, false);
		try {
			return new SilentOutput(listeners, output, pipe(listeners, true));
		}
		catch (IOException ex) {
			output.close();
			throw ex;
		}
	}

	private static WorkerPipe pipe(List<Consumer<WorkerOutput>> listeners, boolean error) throws IOException {
		LineSink lines = new LineSink(StandardCharsets.UTF_8, (line) -> {
			WorkerOutput written = new WorkerOutput(error, line);
			listeners.forEach((listener) -> listener.accept(written));
		});
		return WorkerPipe.open(lines::write, lines::end);
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

	/**
	 * Begin to read.
	 * @param loop the loop, which runs the listeners
	 * @throws IOException if the pipes cannot be watched
	 */
	@Override
	public void read(EventLoop loop) throws IOException {
		this.output.start(loop);
		this.error.start(loop);
	}

	MessageSubscription listen(Consumer<WorkerOutput> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
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

}
