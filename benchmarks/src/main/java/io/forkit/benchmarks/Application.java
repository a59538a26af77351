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

package io.forkit.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The demo, started from its jar in a process of its own, or several.
 */
final class Application implements AutoCloseable {

	/**
	 * The same for every process. The heap is fixed, so that no run is slower because it
	 * grows one; a keep-alive connection is kept (Tomcat would close it after 100
	 * requests), so that requests and connections are measured apart.
	 */
	private static final List<String> JVM_FLAGS = List.of("-Xms256m", "-Xmx256m");

	private static final List<String> ARGUMENTS = List.of("--server.address=127.0.0.1",
			"--server.tomcat.max-keep-alive-requests=-1", "--spring.main.banner-mode=off");

	private static final Duration START_LIMIT = Duration.ofSeconds(60);

	private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

	private final Mode mode;

	private final int port;

	private final Path log;

	private final Process process;

	private String answeringPid;

	private Application(Mode mode, int port, Path log, Process process) {
		this.mode = mode;
		this.port = port;
		this.log = log;
		this.process = process;
	}

	/**
	 * Start the demo. The caller must close what is returned.
	 * @param mode how to run it
	 * @param jar the jar
	 * @param log the file for its output
	 * @return the application, which does not answer yet
	 * @throws IOException if no process can be started
	 */
	static Application start(Mode mode, Path jar, Path log) throws IOException {
		int port = freePort();
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		Stream<String> command = Stream.of(Stream.of(java), JVM_FLAGS.stream(), Stream.of("-jar", jar.toString()),
				Stream.of("--forkit.cluster.workers=" + mode.workers(), "--server.port=" + port), ARGUMENTS.stream())
			.flatMap((part) -> part);
		Files.createDirectories(log.getParent());
		Process process = new ProcessBuilder(command.toList()).redirectErrorStream(true)
			.redirectInput(new File("/dev/null"))
			.redirectOutput(log.toFile())
			.start();
		return new Application(mode, port, log, process);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }))) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Wait until the application answers, and check that it runs as it should.
	 * @throws IOException if it does not
	 * @throws InterruptedException if interrupted meanwhile
	 */
	void awaitAnswer() throws IOException, InterruptedException {
		long end = System.nanoTime() + START_LIMIT.toNanos();
		while (true) {
			try {
				this.answeringPid = whoAnswers();
				return;
			}
			catch (IOException ex) {
				if (!this.process.isAlive() || System.nanoTime() - end >= 0) {
					throw new IOException(this + " did not start; see " + this.log, ex);
				}
			}
			TimeUnit.MILLISECONDS.sleep(100);
		}
	}

	/**
	 * Check that the process that answered first still does: a worker that was replaced
	 * is cold again.
	 * @throws IOException if it does not
	 */
	void checkUnchanged() throws IOException {
		String pid = whoAnswers();
		if (!pid.equals(this.answeringPid)) {
			throw new IOException(
					this + " has changed from pid " + this.answeringPid + " to " + pid + "; see " + this.log);
		}
	}

	private String whoAnswers() throws IOException {
		try (Client client = new Client(this.port, false)) {
			client.exchange();
			String answer = client.text();
			boolean worker = !answer.contains("\"worker\":null");
			if (worker != (this.mode.workers() > 0)) {
				throw new IllegalStateException(this + " does not run as it should, it answers " + answer);
			}
			return answer.replaceFirst("(?s).*\"pid\":(\\d+).*", "$1");
		}
	}

	int port() {
		return this.port;
	}

	/**
	 * Return the processor time so far of all its processes.
	 * @return user and system time
	 */
	Duration cpu() {
		return processes().map((handle) -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
			.reduce(Duration.ZERO, Duration::plus);
	}

	private Stream<ProcessHandle> processes() {
		return Stream.concat(Stream.of(this.process.toHandle()), this.process.descendants());
	}

	/**
	 * End all its processes, politely at first.
	 */
	@Override
	public void close() {
		List<ProcessHandle> processes = processes().toList();
		this.process.destroy();
		try {
			CompletableFuture.allOf(processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
				.get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			System.err.println(this + " does not end, so it is killed; see " + this.log);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		Stream.concat(processes(), processes.stream())
			.filter(ProcessHandle::isAlive)
			.forEach(ProcessHandle::destroyForcibly);
	}

	@Override
	public String toString() {
		return this.mode.title() + " (pid " + this.process.pid() + ", port " + this.port + ")";
	}

}
