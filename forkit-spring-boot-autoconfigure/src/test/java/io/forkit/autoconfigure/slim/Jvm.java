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

package io.forkit.autoconfigure.slim;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A JVM with the class path of the test, with all that it starts. Closing it ends every
 * one of them. They are found by a variable that they all inherit.
 */
final class Jvm implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(90);

	private static final String MARKER = "FORKIT_TEST_JVM";

	private final String marker = UUID.randomUUID().toString();

	private final List<String> lines = new ArrayList<>();

	private final Process process;

	private final Thread reader;

	private Jvm(List<String> arguments) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
		command.addAll(arguments);
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		builder.environment().put(MARKER, this.marker);
		this.process = builder.start();
		this.process.getOutputStream().close();
		this.reader = new Thread(this::read, "jvm-output");
		this.reader.setDaemon(true);
		this.reader.start();
	}

	static Jvm start(String... arguments) throws IOException {
		return new Jvm(Arrays.asList(arguments));
	}

	private void read() {
		try (BufferedReader output = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				synchronized (this.lines) {
					this.lines.add(line);
				}
			}
		}
		catch (IOException ex) {
			synchronized (this.lines) {
				this.lines.add("The output cannot be read any more: " + ex);
			}
		}
	}

	long pid() {
		return this.process.pid();
	}

	String output() {
		synchronized (this.lines) {
			return String.join("\n", this.lines);
		}
	}

	Jvm awaitOutput(String text) {
		Awaitility.await()
			.atMost(LIMIT)
			.pollInterval(Duration.ofMillis(20))
			.untilAsserted(() -> assertThat(output()).contains(text));
		return this;
	}

	/**
	 * The process ids of all workers that were ever started.
	 * @return the process ids
	 */
	Set<Long> workers() {
		return Pattern.compile("Worker \\d+ \\(slot \\d+, pid (\\d+)\\) is STARTING")
			.matcher(output())
			.results()
			.map((match) -> Long.valueOf(match.group(1)))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/** Send SIGTERM. */
	void terminate() {
		this.process.destroy();
	}

	int awaitExit() throws InterruptedException {
		assertThat(this.process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(output()).isTrue();
		this.reader.join(LIMIT.toMillis());
		return this.process.exitValue();
	}

	/**
	 * All processes that belong to this one and have not ended.
	 * @return the process ids
	 */
	Set<Long> processes() {
		try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
			return entries.filter((entry) -> entry.getFileName().toString().matches("\\d+"))
				.filter(this::hasMarker)
				.map((entry) -> Long.valueOf(entry.getFileName().toString()))
				.collect(Collectors.toCollection(TreeSet::new));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean hasMarker(Path process) {
		try {
			return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1)
				.contains(MARKER + "=" + this.marker);
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		Awaitility.await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20)).until(() -> {
			Set<Long> left = processes();
			left.forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
			return left.isEmpty() && !this.process.isAlive();
		});
	}

}
