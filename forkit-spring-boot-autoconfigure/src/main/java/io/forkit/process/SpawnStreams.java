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

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.forkit.process.engine.ProgramInput;
import io.forkit.process.engine.ProgramOutput;
import io.forkit.process.engine.Redirect;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Streams of a program to work with while it is running. What has no callback is open for
 * the user to read.
 */
final class SpawnStreams implements StreamPlan {

	private static final Log logger = LogFactory.getLog(SpawnStreams.class);

	private final Redirect standard;

	private final SortedMap<Integer, Redirect> redirects = new TreeMap<>();

	private final Map<Integer, Consumer<String>> lines = new HashMap<>();

	private final Map<Integer, Consumer<ByteBuffer>> bytes = new HashMap<>();

	private final Map<Integer, OpenOutput> outputs = new HashMap<>();

	private final Map<Integer, InputOutputStream> inputs = new HashMap<>();

	private @Nullable Executor callbacks;

	/**
	 * Create streams of which nothing is said yet.
	 * @param standard what the program has at 0, 1 and 2; what has a callback is a pipe
	 */
	SpawnStreams(Redirect standard) {
		this.standard = standard;
	}

	/**
	 * Take over what was said, for one start.
	 * @param other what was said
	 * @param callbacks runs the callbacks
	 */
	SpawnStreams(SpawnStreams other, Executor callbacks) {
		this.standard = other.standard;
		this.redirects.putAll(other.redirects);
		this.lines.putAll(other.lines);
		this.bytes.putAll(other.bytes);
		this.callbacks = callbacks;
		for (int descriptor = 0; descriptor <= 2; descriptor++) {
			this.redirects.putIfAbsent(descriptor, hasCallback(descriptor) ? Redirect.PIPE : this.standard);
		}
		check(1, "stdout");
		check(2, "stderr");
	}

	private boolean hasCallback(int descriptor) {
		return this.lines.containsKey(descriptor) || this.bytes.containsKey(descriptor);
	}

	private void check(int descriptor, String name) {
		Assert.state(!this.lines.containsKey(descriptor) || !this.bytes.containsKey(descriptor),
				() -> "The lines and the bytes of " + name + " cannot both be taken");
		Assert.state(!hasCallback(descriptor) || this.redirects.get(descriptor) == Redirect.PIPE,
				() -> name + " must be a pipe to have a callback but is " + this.redirects.get(descriptor));
	}

	void redirect(int descriptor, Redirect redirect) {
		this.redirects.put(descriptor, redirect);
	}

	void lines(int descriptor, Consumer<String> consumer) {
		this.lines.put(descriptor, consumer);
	}

	void bytes(int descriptor, Consumer<ByteBuffer> consumer) {
		this.bytes.put(descriptor, consumer);
	}

	@Override
	public Map<Integer, Redirect> redirects() {
		return this.redirects;
	}

	@Override
	public void open(RunningProcess process, EngineResources resources) {
		for (int descriptor : this.redirects.keySet()) {
			ProgramInput input = process.process().input(descriptor);
			if (input != null) {
				InputOutputStream stream = new InputOutputStream(input);
				this.inputs.put(descriptor, stream);
				process.streams().input(descriptor, new UserInput(stream));
			}
			ProgramOutput output = process.process().output(descriptor);
			if (output != null) {
				process.streams().output(descriptor, consumer(process, descriptor, output, resources));
			}
		}
	}

	private OutputConsumer consumer(RunningProcess process, int descriptor, ProgramOutput output,
			EngineResources resources) {
		Executor executor = (this.callbacks != null) ? this.callbacks : resources.callbacks();
		Consumer<String> line = this.lines.get(descriptor);
		if (line != null) {
			return new PumpedOutput(output, new LineSink(process.invocation().options().charset, line), executor,
					resources.buffers(), resources.loop());
		}
		Consumer<ByteBuffer> chunk = this.bytes.get(descriptor);
		if (chunk != null) {
			return new PumpedOutput(output, (buffer) -> handOn(chunk, buffer), executor, resources.buffers(),
					resources.loop());
		}
		OpenOutput open = new OpenOutput(output, resources.loopBuffer(), resources.loop());
		this.outputs.put(descriptor, open);
		return open;
	}

	private static void handOn(Consumer<ByteBuffer> consumer, ByteBuffer bytes) {
		try {
			consumer.accept(bytes);
		}
		catch (Throwable ex) {
			logger.error("Output could not be handled", ex);
		}
	}

	@Nullable OpenOutput output(int descriptor) {
		return this.outputs.get(descriptor);
	}

	@Nullable InputOutputStream input(int descriptor) {
		return this.inputs.get(descriptor);
	}

	void releaseShared() {
		this.outputs.values().forEach(OpenOutput::release);
	}

	/**
	 * An input that the user writes to.
	 *
	 * @param stream what is written to
	 */
	private record UserInput(InputOutputStream stream) implements InputFeeder {

		@Override
		public void start() {
			// The user does.
		}

		@Override
		public void close() {
			this.stream.programEnded();
		}

	}

}
