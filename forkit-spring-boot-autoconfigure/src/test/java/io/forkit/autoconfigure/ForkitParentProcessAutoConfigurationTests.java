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

package io.forkit.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

import io.forkit.process.ForkedProcess;
import io.forkit.process.ProcessTemplate;
import io.forkit.process.child.ParentProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ForkitParentProcessAutoConfiguration}, with applications that are
 * really forked, as jars: nothing but the application itself looks for its parent.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class ForkitParentProcessAutoConfigurationTests {

	private static final String FAST_START = "-XX:TieredStopAtLevel=1";

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final ProcessTemplate processes = ProcessTemplate.create();

	private Path jar;

	@BeforeEach
	void createJar(@TempDir Path directory) throws IOException {
		Manifest manifest = new Manifest();
		Attributes attributes = manifest.getMainAttributes();
		attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
		attributes.put(Attributes.Name.MAIN_CLASS, ForkedApplication.class.getName());
		attributes.put(Attributes.Name.CLASS_PATH,
				Arrays.stream(System.getProperty("java.class.path").split(":"))
					.map((element) -> Path.of(element).toUri().toString())
					.collect(Collectors.joining(" ")));
		this.jar = directory.resolve("application.jar");
		try (OutputStream out = Files.newOutputStream(this.jar)) {
			new JarOutputStream(out, manifest).close();
		}
	}

	@AfterEach
	void close() {
		this.processes.close();
	}

	@Test
	void applicationThatWasNotForkedHasNoParent() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ForkitParentProcessAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ParentProcess.class));
	}

	@Test
	void forkedApplicationAnswersAndStaysConnectedUntilItsContextIsClosed() throws Exception {
		BlockingQueue<String> texts = new LinkedBlockingQueue<>();
		try (ForkedProcess child = this.processes.fork(this.jar).jvmArgs(FAST_START).args("answering").start()) {
			child.onMessage(String.class, (text) -> texts.add(text));
			assertThat(child.request(new ForkedApplication.Question(6, 7), ForkedApplication.Answer.class)
				.timeout(LIMIT)
				.get()).isEqualTo(new ForkedApplication.Answer(42));
			child.kill();
			child.onClose().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
			assertThat(texts).containsExactly("destroyed, connected: true");
		}
	}

	@Test
	void forkedApplicationThatNeverLooksForItsParentEndsWithIt() throws Exception {
		try (ForkedProcess middle = this.processes.fork(Middle.class)
			.jvmArgs(FAST_START)
			.args(this.jar.toString())
			.start()) {
			BlockingQueue<Number> pids = new LinkedBlockingQueue<>();
			middle.onMessage(Number.class, (pid) -> pids.add(pid));
			Number pid = pids.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
			assertThat(pid).isNotNull();
			ProcessHandle application = ProcessHandle.of(pid.longValue()).orElseThrow();
			// Not a method of forkit's, which would end the application too.
			ProcessHandle.of(middle.pid()).orElseThrow().destroyForcibly();
			application.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
		}
	}

	@Test
	void variableThatSomebodyHasHandedOnKeepsNoApplicationFromStarting() {
		String output = this.processes
			.execFile(Path.of(System.getProperty("java.home"), "bin", "java").toString(), FAST_START, "-jar",
					this.jar.toString())
			.environment("NODE_CHANNEL_FD", "99")
			.timeout(LIMIT)
			.run()
			.stdout();
		assertThat(output).contains("There is no ParentProcess bean. ")
			.contains("NODE_CHANNEL_FD is 99 but that is no socket here")
			.contains("Started ForkedApplication");
	}

	/**
	 * Forks the application and tells its process id when it has started.
	 */
	public static final class Middle {

		public static void main(String[] args) {
			ParentProcess parent = ParentProcess.get();
			parent.ref();
			CompletableFuture<Void> started = new CompletableFuture<>();
			ForkedProcess child = ProcessTemplate.create()
				.fork(Path.of(args[0]))
				.args("silent")
				.onStdoutLine((line) -> {
					if (line.contains("Started ForkedApplication")) {
						started.complete(null);
					}
				})
				.start();
			started.thenRun(() -> parent.send(child.pid()));
		}

	}

}
