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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.forkit.posix.Pipe;
import io.forkit.posix.Sockets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerIdentity}.
 */
class WorkerIdentityTests {

	@Test
	void theVariablesAndASocketMakeAWorker() throws Exception {
		try (Sockets.Pair pair = Sockets.pair()) {
			int number = number(pair.first());
			assertThat(WorkerIdentity.from(environment(7, 2, number)))
				.isEqualTo(new WorkerIdentity(7, 2, 5, number, number));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "FORKIT_WORKER_ID", "FORKIT_WORKER_SLOT", "FORKIT_WORKER_SEAT", "FORKIT_CHANNEL_FD",
			"FORKIT_CHANNEL_HANDLE_FD" })
	void withoutOneOfTheVariablesThereIsNoWorker(String missing) throws Exception {
		try (Sockets.Pair pair = Sockets.pair()) {
			Map<String, String> environment = new HashMap<>(environment(7, 2, number(pair.first())));
			environment.remove(missing);
			assertThat(WorkerIdentity.from(environment)).isNull();
			environment.put(missing, "x");
			assertThat(WorkerIdentity.from(environment)).isNull();
		}
	}

	@Test
	void aDescriptorThatIsNoSocketMakesNoWorker() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			assertThat(WorkerIdentity.from(environment(7, 2, number(pipe.readEnd())))).isNull();
		}
	}

	@Test
	void aDescriptorThatIsNotOpenMakesNoWorker() {
		assertThat(WorkerIdentity.from(environment(7, 2, 1_000_000))).isNull();
	}

	@Test
	void thisProcessIsNoWorker() {
		assertThat(WorkerIdentity.ofThisProcess()).isNull();
	}

	private static Map<String, String> environment(int id, int slot, int channel) {
		return Map.of("FORKIT_WORKER_ID", "" + id, "FORKIT_WORKER_SLOT", "" + slot, "FORKIT_WORKER_SEAT", "5",
				"FORKIT_CHANNEL_FD", "" + channel, "FORKIT_CHANNEL_HANDLE_FD", "" + channel);
	}

	private static int number(Object fd) {
		int number = Integer.parseInt(fd.toString().substring("fd ".length()));
		assertThat(Files.isSymbolicLink(Path.of("/proc/self/fd/" + number))).isTrue();
		return number;
	}

}
