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

package io.forkit.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ends a demo by a signal while clients ask, and sees that what was accepted is answered.
 */
final class TerminationUnderLoad {

	private static final Pattern SLEEPING = Pattern.compile("Answering in \\d+ ms");

	private static final Pattern GATE_CLOSED = Pattern
		.compile("Worker (\\d+) \\(slot \\d+\\) closed its gate: (\\d+) connections? accepted");

	private static final int SLOW_REQUESTS = 6;

	private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

	private TerminationUnderLoad() {
	}

	/**
	 * Do it, and see.
	 * @param demo the demo
	 * @param workers how many workers it has
	 * @param signal the signal for the primary
	 * @param exitCode the code that the primary is to end with
	 * @throws IOException if an answer is lost
	 */
	static void assertThatNothingIsLost(DemoProcess demo, int workers, String signal, int exitCode) throws IOException {
		int port = demo.port();
		List<Http> slow = new ArrayList<>();
		try (LoadGenerator load = LoadGenerator.startUntilFailure(port, "/", 4)) {
			for (int i = 0; i < SLOW_REQUESTS; i++) {
				Http http = Http.connect(port, Duration.ofSeconds(30));
				slow.add(http);
				http.send("/slow?millis=4000");
			}
			demo.awaitLines(SLEEPING, slow.size(), Duration.ofSeconds(30));
			load.awaitAnswers(200);
			demo.signal(signal);
			for (Http http : slow) {
				assertThat(http.receive().status()).isEqualTo(200);
			}
			assertThat(demo.awaitExit(STOP_LIMIT)).isEqualTo(exitCode);
			load.awaitEnd(Duration.ofSeconds(30));
			assertThat(load.failures())
				.allSatisfy((failure) -> assertThat(failure.reason()).as("an answer without success")
					.doesNotStartWith("status"));
			assertThat(accepted(demo, workers)).isEqualTo(load.answered() + slow.size());
		}
		finally {
			for (Http http : slow) {
				http.close();
			}
		}
		demo.awaitNothingLeft(Duration.ofSeconds(1));
	}

	private static long accepted(DemoProcess demo, int workers) {
		List<MatchResult> gates = demo.linesMatching(GATE_CLOSED);
		assertThat(gates.stream().map((gate) -> gate.group(1)).distinct()).as("workers that closed their gates")
			.hasSize(workers);
		return gates.stream().mapToLong((gate) -> Long.parseLong(gate.group(2))).sum();
	}

}
