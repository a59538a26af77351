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

import io.forkit.servers.TroubleController;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that workers end within a limit when nothing is left of the primary, whatever
 * they are doing then.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class OrphansIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	// Three seconds is the default of 'forkit.cluster.orphan-timeout'.
	private static final Duration DEATH_LIMIT = Duration.ofSeconds(20);

	@Test
	void workersThatAreStoppedGoOnAndEnd() {
		try (DemoProcess demo = DemoCommand.ofJar().workers(2).start()) {
			demo.awaitReady();
			long[] workers = demo.processes()
				.stream()
				.mapToLong(Long::longValue)
				.filter((pid) -> pid != demo.pid())
				.toArray();
			assertThat(workers).hasSize(2);
			for (long worker : workers) {
				Proc.signal("STOP", worker);
			}
			Awaitility.await().atMost(LIMIT).until(() -> Proc.stopped(workers[0]) && Proc.stopped(workers[1]));
			demo.signal("KILL");
			demo.awaitNothingLeft(DEATH_LIMIT);
		}
	}

	@Test
	void workerWhoseCollectorIsBusyWithFullHeapEnds() throws IOException {
		try (DemoProcess demo = troubled().start(); Http heap = Http.connect(demo.port(), LIMIT)) {
			heap.send("/heap?kilobytes=16");
			demo.awaitLine(Pattern.compile("Filling the heap of pid"), LIMIT);
			demo.signal("KILL");
			demo.awaitNothingLeft(DEATH_LIMIT);
		}
	}

	@Test
	void programsOfWorkersEndWithThem() throws IOException {
		try (DemoProcess demo = troubled().start()) {
			assertThat(Http.get(demo.port(), "/daemon").status()).isEqualTo(200);
			Awaitility.await()
				.atMost(LIMIT)
				.until(() -> demo.processes().stream().anyMatch((pid) -> Proc.commandLine(pid).contains("987654")));
			demo.signal("KILL");
			demo.awaitNothingLeft(DEATH_LIMIT);
		}
	}

	private static DemoCommand troubled() {
		return EmbeddedServer.TOMCAT.command()
			.workers(2)
			.arguments("--spring.main.sources=" + TroubleController.class.getName());
	}

	@Test
	void requestsThatHaveBegunAreFinishedWithinTheLimit() throws IOException {
		try (DemoProcess demo = DemoCommand.ofJar().workers(2).arguments("--forkit.cluster.orphan-timeout=30s").start();
				Http slow = Http.connect(demo.port(), LIMIT)) {
			slow.send("/slow?millis=4000");
			demo.awaitLine(Pattern.compile("Answering in \\d+ ms"), LIMIT);
			demo.signal("KILL");
			assertThat(slow.receive().status()).isEqualTo(200);
			demo.awaitNothingLeft(DEATH_LIMIT);
		}
	}

}
