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
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests the primary as process 1 of a namespace, as in a container.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class ContainerIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final String[] NAMESPACE = { "unshare", "--pid", "--fork", "--mount-proc" };

	@BeforeAll
	static void requireNamespaces() throws Exception {
		assumeThat(exit("unshare", "--pid", "--fork", "--mount-proc", "true"))
			.as("unshare(1) is there, and may make namespaces")
			.isZero();
	}

	private static int exit(String... command) throws Exception {
		try {
			Process process = new ProcessBuilder(command).inheritIO().start();
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			return process.exitValue();
		}
		catch (IOException ex) {
			return -1;
		}
	}

	@Test
	void primaryStopsAtSigtermAndReapsStrangers() throws Exception {
		try (DemoProcess demo = DemoCommand.ofJar().prefix(NAMESPACE).workers(2).start()) {
			demo.awaitLine(Pattern.compile("The primary, pid 1, starts"), LIMIT);
			demo.awaitReady();
			long primary = Proc.children(demo.pid()).get(0).pid();
			// Whoever enters the namespace leaves what it starts there to process 1.
			assertThat(exit("nsenter", "--target", String.valueOf(primary), "--pid", "--mount", "sh", "-c",
					"(sleep 1 &) ; (sleep 1.5 &)"))
				.isZero();
			Awaitility.await().atMost(LIMIT).until(() -> zombies(primary) >= 1);
			Awaitility.await().atMost(LIMIT).until(() -> zombies(primary) == 0 && sleeping(primary) == 0);
			Proc.signal("TERM", primary);
			assertThat(demo.awaitExit(LIMIT)).isEqualTo(143);
			demo.awaitNothingLeft(Duration.ofSeconds(5));
		}
	}

	private static long zombies(long primary) {
		return Proc.children(primary).stream().filter(Proc.Stat::zombie).count();
	}

	private static long sleeping(long primary) {
		return Proc.children(primary).stream().filter((child) -> child.name().equals("sleep")).count();
	}

	@Test
	void thatTheJvmIgnoresSigtermIsSaid() {
		try (DemoProcess demo = DemoCommand.ofJar().prefix(NAMESPACE).jvmArguments("-Xrs").workers(1).start()) {
			demo.awaitLine(Pattern.compile("This is process 1, and the JVM does not let SIGTERM be handled"), LIMIT);
		}
	}

}
