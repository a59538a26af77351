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

package io.forkit.benchmarks.recovery;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The demo as a cluster of one worker, so that an answer is one of that slot.
 */
final class RecoveringApplication implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(120);

	private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

	private static final int READ_TIMEOUT = 60_000;

	private static final Pattern PID = Pattern.compile("\"pid\":(\\d+)");

	private final int port;

	private final int managementPort;

	private final int standbys;

	private final Path log;

	private final Process process;

	private RecoveringApplication(int port, int managementPort, int standbys, Path log, Process process) {
		this.port = port;
		this.managementPort = managementPort;
		this.standbys = standbys;
		this.log = log;
		this.process = process;
	}

	/**
	 * Start the demo. The caller must close what is returned.
	 * @param options how
	 * @param standbys how many standbys there are
	 * @return the application, which does not answer yet
	 * @throws IOException if no process can be started
	 */
	static RecoveringApplication start(RecoveryOptions options, int standbys) throws IOException {
		int port = freePort();
		int managementPort = freePort();
		Path log = options.logs().resolve("standby-" + standbys + ".log");
		Files.createDirectories(options.logs());
		List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms256m",
				"-Xmx256m", "-jar", options.jar().toString(), "--server.port=" + port, "--server.address=127.0.0.1",
				"--management.server.port=" + managementPort, "--management.server.address=127.0.0.1",
				"--forkit.cluster.workers=1", "--forkit.cluster.standby=" + standbys, warmUp(options.warmUp()),
				"--forkit.cluster.scheduling=" + options.scheduling(),
				// Each kill counts as the first one in a row.
				"--forkit.cluster.restart.reset-after=0s", "--spring.main.banner-mode=off");
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectInput(new File("/dev/null"))
			.redirectOutput(log.toFile())
			.start();
		return new RecoveringApplication(port, managementPort, standbys, log, process);
	}

	private static String warmUp(String path) {
		String prefix = "--forkit.cluster.standby-warm-up.";
		return switch (path) {
			case RecoveryOptions.OWN -> prefix + "enabled=true";
			case "" -> prefix + "enabled=false";
			default -> prefix + "path=" + path;
		};
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Wait until the worker and all standbys are ready.
	 * @throws IOException if they are not in time
	 * @throws InterruptedException if interrupted meanwhile
	 */
	void awaitComplete() throws IOException, InterruptedException {
		awaitState((state) -> count(state, "READY") == 1 && count(state, "STANDBY") == this.standbys);
	}

	private static long count(String text, String state) {
		return Pattern.compile("\"state\":\"" + state + "\"").matcher(text).results().count();
	}

	private void awaitState(Predicate<String> expected) throws IOException, InterruptedException {
		long end = System.nanoTime() + LIMIT.toNanos();
		String last = "";
		while (System.nanoTime() < end && this.process.isAlive()) {
			try {
				last = get(this.managementPort, "/actuator/cluster");
				if (expected.test(last)) {
					return;
				}
			}
			catch (IOException ex) {
				last = ex.toString();
			}
			TimeUnit.MILLISECONDS.sleep(50);
		}
		throw new IOException("The cluster is not complete within " + LIMIT + " but " + last + "; see " + this.log);
	}

	/**
	 * Return who serves. Waits for the answer.
	 * @return the process id of the worker
	 * @throws IOException if there is no answer
	 */
	long whoServes() throws IOException {
		Matcher matcher = PID.matcher(get(this.port, "/"));
		if (!matcher.find()) {
			throw new IOException("The answer names no process");
		}
		return Long.parseLong(matcher.group(1));
	}

	private static String get(int port, String path) throws IOException {
		try (Socket socket = new Socket()) {
			socket.setTcpNoDelay(true);
			socket.setSoTimeout(READ_TIMEOUT);
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			socket.getOutputStream()
				.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			InputStream in = socket.getInputStream();
			String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
			if (!answer.startsWith("HTTP/1.1 200")) {
				throw new IOException("The answer is " + answer.lines().findFirst().orElse("empty"));
			}
			return answer;
		}
	}

	/**
	 * End all its processes, politely at first.
	 */
	@Override
	public void close() {
		List<ProcessHandle> processes = Stream.concat(Stream.of(this.process.toHandle()), this.process.descendants())
			.toList();
		this.process.destroy();
		try {
			if (!this.process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
				System.err.println("The application does not end, so it is killed; see " + this.log);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		processes.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
	}

}
