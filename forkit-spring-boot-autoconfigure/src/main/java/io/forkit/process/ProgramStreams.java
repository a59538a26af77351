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

import java.nio.file.Path;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * What reads and writes at the descriptors of one program, on this side.
 */
final class ProgramStreams {

	private static final byte[] NOTHING = {};

	private final SortedMap<Integer, OutputConsumer> outputs = new TreeMap<>();

	private final SortedMap<Integer, InputFeeder> inputs = new TreeMap<>();

	void output(int descriptor, OutputConsumer output) {
		this.outputs.put(descriptor, output);
	}

	void input(int descriptor, InputFeeder input) {
		this.inputs.put(descriptor, input);
	}

	Collection<OutputConsumer> outputs() {
		return this.outputs.values();
	}

	Collection<InputFeeder> inputs() {
		return this.inputs.values();
	}

	boolean haveEnded() {
		return this.outputs.values().stream().allMatch(OutputConsumer::isEnded);
	}

	boolean areComplete() {
		return this.outputs.values().stream().allMatch(OutputConsumer::isComplete);
	}

	byte[] bytes(int descriptor) {
		OutputConsumer output = this.outputs.get(descriptor);
		return (output != null) ? output.bytes() : NOTHING;
	}

	@Nullable Path file(int descriptor) {
		OutputConsumer output = this.outputs.get(descriptor);
		return (output != null) ? output.file() : null;
	}

	@Nullable Exception failure() {
		for (OutputConsumer output : this.outputs.values()) {
			if (output.failure() != null) {
				return output.failure();
			}
		}
		for (InputFeeder input : this.inputs.values()) {
			if (input.failure() != null) {
				return input.failure();
			}
		}
		return null;
	}

	void close() {
		this.inputs.values().forEach(InputFeeder::close);
		this.outputs.values().forEach(OutputConsumer::close);
	}

}
