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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * The demo as a process, with all that it starts. Closing it ends every one of them and
 * fails if one cannot be ended. What they print is kept in {@code demo-processes/} beside
 * the jar.
 * <p>
 * The processes are found by a variable that they all inherit, so that one which has lost
 * its parent is not missed.
 */
public final class DemoProcess implements AutoCloseable {

	static final Duration START_LIMIT = Duration.ofSeconds(120);

	private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

	private static final String MARKER = "DEMO_PROCESS";

	private static final Pattern READY = Pattern.compile("Cluster is ready: (\\d+) workers? on port (\\d+)");

	private final String marker;

	private final Path temporaryFiles;

	private final Process process;

	private final Thread reader;

	private final List<String> lines = new ArrayList<>();

	private DemoProcess(String marker, Path temporaryFiles, Process process, Path output) {
		this.marker = marker;
		this.temporaryFiles = temporaryFiles;
		this.process = process;
		this.reader = new Thread(() -> read(output), "demo-output");
		this.reader.setDaemon(true);
		this.reader.start();
	}

	static DemoProcess start(List<String> command) {
		return start(command, Map.of());
	}

	static DemoProcess start(List<String> command, Map<String, String> environment) {
		String marker = UUID.randomUUID().toString();
		try {
			Path outputs = Files.createDirectories(DemoCommand.jar().resolveSibling("demo-processes"));
			Path temporaryFiles = Files.createTempDirectory("demo-process-");
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
			builder.environment().put(MARKER, marker);
			builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporaryFiles);
			builder.environment().putAll(environment);
			Process process = builder.start();
			process.getOutputStream().close();
			return new DemoProcess(marker, temporaryFiles, process, outputs.resolve(name(process) + ".log"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String name(Process process) {
		String test = StackWalker.getInstance()
			.walk((frames) -> frames.filter((frame) -> frame.getClassName().endsWith("IntegrationTests"))
				.reduce((inner, outer) -> outer)
				.map((frame) -> frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1) + "."
						+ frame.getMethodName())
				.orElse("demo"));
		return test + "-" + process.pid();
	}

	private void read(Path output) {
		try (BufferedReader reader = this.process.inputReader(StandardCharsets.UTF_8);
				Writer writer = Files.newBufferedWriter(output)) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				synchronized (this.lines) {
					this.lines.add(line);
				}
				writer.write(line);
				writer.write('\n');
				writer.flush();
			}
		}
		catch (IOException ex) {
			synchronized (this.lines) {
				this.lines.add("The output cannot be read any more: " + ex);
			}
		}
	}

	public long pid() {
		return this.process.pid();
	}

	/**
	 * The directory for the temporary files of all these processes.
	 * @return the directory
	 */
	public Path temporaryFiles() {
		return this.temporaryFiles;
	}

	/**
	 * The port on which the cluster serves, once it is ready.
	 * @return the port
	 */
	public int port() {
		return Integer.parseInt(awaitLine(READY, START_LIMIT).group(2));
	}

	DemoProcess awaitReady() {
		awaitLine(READY, START_LIMIT);
		return this;
	}

	public List<String> lines() {
		synchronized (this.lines) {
			return List.copyOf(this.lines);
		}
	}

	List<MatchResult> linesMatching(Pattern pattern) {
		return lines().stream().flatMap((line) -> pattern.matcher(line).results()).toList();
	}

	MatchResult awaitLine(Pattern pattern, Duration limit) {
		return awaitLines(pattern, 1, limit).get(0);
	}

	/**
	 * Wait until something has been printed so many times.
	 * @param pattern what to find in a line
	 * @param count how often
	 * @param limit how long to wait
	 * @return what was found
	 */
	List<MatchResult> awaitLines(Pattern pattern, int count, Duration limit) {
		return await(() -> "'%s' %d times".formatted(pattern, count), limit, () -> {
			boolean ended = !this.process.isAlive() && !this.reader.isAlive();
			List<MatchResult> found = linesMatching(pattern);
			if (found.size() < count && ended) {
				fail("The demo ended with exit code %d before it printed '%s' %d times:%n%s"
					.formatted(this.process.exitValue(), pattern, count, tail()));
			}
			return found;
		}, (found) -> found.size() >= count);
	}

	/**
	 * Ask the cluster about itself.
	 * @param port the application's port, or the management port
	 * @return the answer
	 */
	public ClusterReport cluster(int port) {
		try {
			Http.Response response = Http.get(port, "/actuator/cluster");
			assertThat(response.status()).as(response.body()).isEqualTo(200);
			return response.as(ClusterReport.class);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Wait until the cluster is as it should be. Questions that nobody answers are asked
	 * again.
	 * @param port the application's port, or the management port
	 * @param limit how long to wait
	 * @param expected how it should be
	 * @return how it is
	 */
	public ClusterReport awaitCluster(int port, Duration limit, Predicate<ClusterReport> expected) {
		return await(() -> "the cluster as expected", limit, () -> {
			try {
				return cluster(port);
			}
			catch (UncheckedIOException ex) {
				return null;
			}
		}, (cluster) -> cluster != null && expected.test(cluster));
	}

	private <T> T await(Supplier<String> what, Duration limit, Callable<T> supplier, Predicate<T> expected) {
		try {
			return Awaitility.await()
				.pollInSameThread()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(20))
				.atMost(limit)
				.until(supplier, expected);
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError("Waited %s for %s; the demo has printed:%n%s".formatted(limit, what.get(), tail()),
					ex);
		}
	}

	/**
	 * Wait for the end of the process that was started, and for all that it printed.
	 * @param limit how long to wait
	 * @return its exit code, 128 and the signal's number if a signal ended it
	 */
	public int awaitExit(Duration limit) {
		try {
			if (!this.process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
				fail("The demo has not ended within %s:%n%s".formatted(limit, tail()));
			}
			this.reader.join(CLOSE_LIMIT.toMillis());
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	public void signal(String signal) {
		Proc.signal(signal, pid());
	}

	/**
	 * All processes that belong to this one and are not zombies.
	 * @return the process ids, including this one's
	 */
	public Set<Long> processes() {
		return Proc.withEnvironment(MARKER + "=" + this.marker);
	}

	/**
	 * Wait until nothing is left of all that was started.
	 * @param limit how long to wait
	 */
	public void awaitNothingLeft(Duration limit) {
		Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.atMost(limit)
			.untilAsserted(() -> assertThat(describe(processes())).isEmpty());
	}

	private Set<String> describe(Set<Long> pids) {
		Set<String> descriptions = new TreeSet<>();
		pids.forEach((pid) -> descriptions.add(pid + ": " + Proc.stat(pid) + " " + Proc.commandLine(pid)));
		return descriptions;
	}

	private String tail() {
		List<String> lines = lines();
		return String.join("\n", lines.subList(Math.max(0, lines.size() - 100), lines.size()));
	}

	@Override
	public void close() {
		try {
			this.process.destroyForcibly();
			Awaitility.await()
				.pollInSameThread()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(20))
				.atMost(CLOSE_LIMIT)
				.until(() -> {
					Set<Long> left = processes();
					left.forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
					return left.isEmpty() && !this.process.isAlive();
				});
		}
		finally {
			FileSystemUtils.deleteRecursively(this.temporaryFiles.toFile());
		}
	}

}
