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

package io.forkit.process.node;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.forkit.posix.Children;
import io.forkit.posix.OpenFiles;
import io.forkit.process.ChildProcess;
import io.forkit.process.EngineChoice;
import io.forkit.process.ProcessResult;
import io.forkit.process.ProcessTemplate;
import io.forkit.process.ProcessTemplateBuilder;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Base of tests that hold what Node's own tests of {@code child_process} hold. Each is
 * named after the file that it answers to; where forkit does it in another way on
 * purpose, that is what the test asserts.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
@ParameterizedClass(name = "{0}")
@MethodSource("io.forkit.process.node.EngineRows#engines")
abstract class AbstractNodeTests {

	static final Duration GRACE = Duration.ofMillis(300);

	static final Duration DRAIN = Duration.ofMillis(300);

	/** What a busy machine may need. */
	static final Duration LIMIT = Duration.ofSeconds(20);

	static final int MEBIBYTE = 1024 * 1024;

	@Parameter
	EngineChoice engine;

	ProcessTemplate processes;

	private int openFiles;

	@BeforeEach
	void openTemplate(TestInfo test) {
		this.processes = template().build();
		assumeTrue(EngineRows.holds(this.engine, test.getDisplayName()),
				"The engine of the JDK cannot, see EngineRows");
		// What the first command makes, and keeps, is not counted.
		this.processes.execFile("true").run();
		this.openFiles = OpenFiles.count();
	}

	@AfterEach
	void nothingIsLeft() {
		try {
			if (this.openFiles > 0) {
				await().untilAsserted(() -> {
					assertThat(Children.zombies()).isEmpty();
					assertThat(OpenFiles.count()).isLessThanOrEqualTo(this.openFiles);
				});
			}
		}
		finally {
			this.processes.close();
		}
	}

	ProcessTemplateBuilder template() {
		return ProcessTemplate.builder().engine(this.engine).killGrace(GRACE).drainTimeout(DRAIN);
	}

	static ProcessResult closed(ChildProcess child) throws Exception {
		return child.onClose().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
	}

	static void write(ChildProcess child, String text) throws Exception {
		child.stdin().write(text.getBytes(StandardCharsets.UTF_8));
	}

	static String rest(ChildProcess child) throws Exception {
		return new String(child.stdout().readAllBytes(), StandardCharsets.UTF_8);
	}

	/**
	 * Return a command that runs a main class in a JVM of its own, with the engine as its
	 * first argument.
	 * @param main the class
	 * @param args further arguments
	 * @return the command, without {@code java} itself
	 */
	String[] javaArguments(Class<?> main, String... args) {
		// Only what the class itself writes is to be seen.
		String logging = "-Dorg.apache.commons.logging.";
		List<String> command = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto",
				logging + "LogFactory=org.apache.commons.logging.impl.LogFactoryImpl",
				logging + "Log=org.apache.commons.logging.impl.NoOpLog", "-cp", System.getProperty("java.class.path"),
				main.getName(), this.engine.name()));
		command.addAll(List.of(args));
		return command.toArray(String[]::new);
	}

	static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	static void awaitEnd(long pid) {
		await().untilAsserted(() -> assertThat(Children.isRunning(pid)).as("pid " + pid).isFalse());
	}

	static ConditionFactory await() {
		return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
	}

}
