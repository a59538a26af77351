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
import java.util.HashSet;
import java.util.Set;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that helpers are spare JVMs where the application is an executable jar, whose
 * classes no plain JVM finds.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(90)
class SparesIntegrationTests {

	private static final String SPARE = "io.forkit.process.child.SpareMain";

	private static DemoProcess demo;

	@BeforeAll
	static void start() {
		demo = DemoCommand.ofJar()
			.workers(1)
			.arguments("--forkit.process.fork.spare=1", "--spring.lifecycle.timeout-per-shutdown-phase=1s")
			.start();
	}

	@AfterAll
	static void end() {
		demo.close();
	}

	@Test
	void helperIsASpareJvmAndIsReplaced() {
		Set<Long> helpers = new HashSet<>();
		// The first one only shows what kind of JVM is needed.
		Awaitility.await().atMost(Duration.ofSeconds(60)).pollInSameThread().until(() -> {
			helpers.addAll(helperThatWasSpare());
			return helpers.size() == 2;
		});
	}

	private Set<Long> helperThatWasSpare() throws IOException {
		long helper;
		boolean spare;
		try (JobClient client = JobClient.start(demo.port(), "/thumbnails", Images.slow())) {
			helper = client.await("started").number("pid");
			spare = String.join(" ", Proc.commandLine(helper)).contains(SPARE);
			assertThat(client.await("progress").text("step")).isEqualTo("Reading");
		}
		// A worker has places for a few only.
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> ProcessHandle.of(helper).filter(ProcessHandle::isAlive).isEmpty());
		return spare ? Set.of(helper) : Set.of();
	}

}
