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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.forkit.ipc.MessageSubscription;
import io.forkit.process.LineSink;

/**
 * The pipes that a silent worker writes to, and who listens. They are read also where
 * nobody does. Thread-safe.
 */
final class SilentOutput extends PipedOutput {

	private final List<Consumer<WorkerOutput>> listeners;

	private SilentOutput(List<Consumer<WorkerOutput>> listeners) throws IOException {
		super(pipe(listeners, false), () -> pipe(listeners, true));
		this.listeners = listeners;
	}

	static SilentOutput open() throws IOException {
		return new SilentOutput(new CopyOnWriteArrayList<>());
	}

	private static WorkerPipe pipe(List<Consumer<WorkerOutput>> listeners, boolean error) throws IOException {
		LineSink lines = new LineSink(StandardCharsets.UTF_8, (line) -> {
			WorkerOutput written = new WorkerOutput(error, line);
			listeners.forEach((listener) -> listener.accept(written));
		});
		return WorkerPipe.open(lines::write, lines::end);
	}

	MessageSubscription listen(Consumer<WorkerOutput> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

}
