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

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import io.forkit.posix.Signal;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * All that can be said about a command besides its words.
 *
 * @param directory the working directory, or {@code null} for that of this process
 * @param environment the whole environment
 * @param timeout the limit, or {@code null} for none
 * @param killSignal the signal that is sent first
 * @param killGrace the time until SIGKILL is sent
 * @param drainTimeout how long output is awaited after the end
 * @param maxBuffer the limit of bytes per stream
 * @param charset the charset of texts
 * @param input what to write to stdin, or {@code null} for {@code /dev/null}
 */
record CommandOptions(@Nullable Path directory, ProcessEnvironment environment, @Nullable Duration timeout,
		Signal killSignal, Duration killGrace, Duration drainTimeout, long maxBuffer, Charset charset,
		byte @Nullable [] input) {

	static final CommandOptions DEFAULTS = new CommandOptions(null,
			ProcessEnvironment.inherited().withoutWorkerVariables(), null, Signal.SIGTERM, Duration.ofSeconds(5),
			Duration.ofSeconds(2), DataSize.ofMegabytes(1).toBytes(), StandardCharsets.UTF_8, null);

	CommandOptions withDirectory(Path directory) {
		return new CommandOptions(directory, this.environment, this.timeout, this.killSignal, this.killGrace,
				this.drainTimeout, this.maxBuffer, this.charset, this.input);
	}

	CommandOptions withEnvironment(ProcessEnvironment environment) {
		return new CommandOptions(this.directory, environment, this.timeout, this.killSignal, this.killGrace,
				this.drainTimeout, this.maxBuffer, this.charset, this.input);
	}

	CommandOptions withTimeout(Duration timeout) {
		return new CommandOptions(this.directory, this.environment, timeout, this.killSignal, this.killGrace,
				this.drainTimeout, this.maxBuffer, this.charset, this.input);
	}

	CommandOptions withKillSignal(Signal killSignal) {
		return new CommandOptions(this.directory, this.environment, this.timeout, killSignal, this.killGrace,
				this.drainTimeout, this.maxBuffer, this.charset, this.input);
	}

	CommandOptions withKillGrace(Duration killGrace) {
		return new CommandOptions(this.directory, this.environment, this.timeout, this.killSignal, killGrace,
				this.drainTimeout, this.maxBuffer, this.charset, this.input);
	}

	CommandOptions withDrainTimeout(Duration drainTimeout) {
		return new CommandOptions(this.directory, this.environment, this.timeout, this.killSignal, this.killGrace,
				drainTimeout, this.maxBuffer, this.charset, this.input);
	}

	CommandOptions withMaxBuffer(long maxBuffer) {
		return new CommandOptions(this.directory, this.environment, this.timeout, this.killSignal, this.killGrace,
				this.drainTimeout, maxBuffer, this.charset, this.input);
	}

	CommandOptions withCharset(Charset charset) {
		return new CommandOptions(this.directory, this.environment, this.timeout, this.killSignal, this.killGrace,
				this.drainTimeout, this.maxBuffer, charset, this.input);
	}

	CommandOptions withInput(byte[] input) {
		return new CommandOptions(this.directory, this.environment, this.timeout, this.killSignal, this.killGrace,
				this.drainTimeout, this.maxBuffer, this.charset, input);
	}

}
