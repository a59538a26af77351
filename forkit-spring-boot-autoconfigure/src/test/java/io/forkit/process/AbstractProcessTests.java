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

import java.time.Duration;

import io.forkit.posix.Children;
import io.forkit.posix.OpenFiles;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Base of tests that run programs: gives them a template with short limits and checks
 * that nothing is left of them.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
abstract class AbstractProcessTests {

	static final Duration GRACE = Duration.ofMillis(300);

	static final Duration DRAIN = Duration.ofMillis(300);

	ProcessTemplate processes;

	private int openFiles;

	@BeforeEach
	void openTemplate() {
		this.processes = ProcessTemplate.builder().killGrace(GRACE).drainTimeout(DRAIN).build();
		// What the first command makes, and keeps, is not counted.
		this.processes.execFile("true").run();
		countOpenFiles();
	}

	final void countOpenFiles() {
		this.openFiles = OpenFiles.count();
	}

	@AfterEach
	void nothingIsLeft() {
		try {
			Awaitility.await().untilAsserted(() -> assertThat(Children.zombies()).isEmpty());
			Awaitility.await().untilAsserted(() -> assertThat(OpenFiles.count()).isLessThanOrEqualTo(this.openFiles));
		}
		finally {
			this.processes.close();
		}
	}

	static void awaitEnd(long pid) {
		Awaitility.await().untilAsserted(() -> assertThat(Children.isRunning(pid)).as("pid " + pid).isFalse());
	}

}
