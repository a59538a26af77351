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
import java.util.regex.Pattern;

import io.forkit.servers.LateResponses;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that every end of the primary is the end of its workers, and that a signal to
 * stop loses no request.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
@Tag("long")
class StopIntegrationTests {

	private static final Pattern SPINNING = Pattern.compile("Spinning for ever in pid (\\d+)");

	private static final Pattern SLEEPING = Pattern.compile("Answering in \\d+ ms");

	private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

	private static final Duration BOOT_LIMIT = Duration.ofSeconds(15);

	private static final Duration DEATH_LIMIT = Duration.ofSeconds(5);

	@Test
	void terminationUnderLoadAnswersEveryAcceptedRequest() throws IOException {
		assertThatNothingIsLostBy("TERM", 143);
	}

	@Test
	void interruptionUnderLoadAnswersEveryAcceptedRequest() throws IOException {
		assertThatNothingIsLostBy("INT", 130);
	}

	private void assertThatNothingIsLostBy(String signal, int exitCode) throws IOException {
		int workers = 2;
		// What runs the tests may ignore SIGINT, and that is inherited.
		try (DemoProcess demo = DemoCommand.ofJar()
			.prefix("env", "--default-signal=INT,TERM")
			.workers(workers)
			.start()) {
			TerminationUnderLoad.assertThatNothingIsLost(demo, workers, signal, exitCode);
		}
	}

	@Test
	void aResponseThatIsStillToBeWrittenIsNotCut() throws IOException {
		try (DemoProcess demo = EmbeddedServer.TOMCAT.command()
			.workers(2)
			.arguments("--spring.main.sources=" + LateResponses.class.getName())
			.start(); Http slow = Http.connect(demo.port(), STOP_LIMIT)) {
			slow.send("/slow?millis=1000");
			demo.awaitLine(SLEEPING, STOP_LIMIT);
			demo.signal("TERM");
			assertThat(slow.receive().status()).isEqualTo(200);
			assertThat(demo.awaitExit(STOP_LIMIT)).isEqualTo(143);
		}
	}

	@Test
	void deathOfPrimaryEndsWorkerInEndlessLoop() throws IOException {
		try (DemoProcess demo = DemoCommand.ofJar().workers(2).arguments("--demo.spin.enabled=true").start();
				Http spin = Http.connect(demo.port(), Duration.ofSeconds(30))) {
			spin.send("/spin");
			long spinning = Long.parseLong(demo.awaitLine(SPINNING, Duration.ofSeconds(30)).group(1));
			assertThat(demo.processes()).hasSize(3).contains(spinning);
			demo.signal("KILL");
			demo.awaitNothingLeft(DEATH_LIMIT);
			assertThat(demo.awaitExit(Duration.ofSeconds(1))).isEqualTo(137);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "STARTING", "ONLINE", "LISTENING" })
	void deathOfPrimaryEndsWorkersThatStart(String state) {
		try (DemoProcess demo = DemoCommand.ofJar().workers(2).start()) {
			demo.awaitLine(Pattern.compile("Worker \\d+ \\(slot \\d+, pid \\d+\\) is " + state),
					DemoProcess.START_LIMIT);
			demo.signal("KILL");
			// A JVM that has just been started must load forkit before it can see the
			// end.
			demo.awaitNothingLeft(DEATH_LIMIT.plus(BOOT_LIMIT));
		}
	}

	@Test
	void terminationWhileWorkersStartLeavesNothing() {
		try (DemoProcess demo = DemoCommand.ofJar().workers(2).start()) {
			demo.awaitLine(Pattern.compile("Worker \\d+ \\(slot \\d+, pid \\d+\\) is STARTING"),
					DemoProcess.START_LIMIT);
			demo.signal("TERM");
			assertThat(demo.awaitExit(STOP_LIMIT)).isEqualTo(143);
			demo.awaitNothingLeft(Duration.ofSeconds(1));
			assertThat(demo.lines()).noneMatch((line) -> line.contains("Exception in") || line.contains("\tat "));
		}
	}

}
