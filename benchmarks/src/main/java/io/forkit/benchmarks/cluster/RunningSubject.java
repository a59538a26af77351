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

package io.forkit.benchmarks.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.forkit.benchmarks.load.LoadClient;
import io.forkit.benchmarks.load.LoadLoop;
import io.forkit.benchmarks.process.Family;

/**
 * The processes of a subject.
 */
final class RunningSubject implements Closeable {

	private static final Duration START_LIMIT = Duration.ofSeconds(120);

	private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

	private final Subject subject;

	private final int answerers;

	private final int port;

	private final Path log;

	private final Process process;

	private final Family family;

	private final Set<Integer> workers = new TreeSet<>();

	private List<ProcessHandle> processes = List.of();

	private RunningSubject(Subject subject, int answerers, int port, Path log, Process process, Family family) {
		this.subject = subject;
		this.answerers = answerers;
		this.port = port;
		this.log = log;
		this.process = process;
		this.family = family;
	}

	/**
	 * Start a subject. The caller must close what is returned.
	 * @param subject the subject
	 * @param workers the number of workers
	 * @param log the file for its output
	 * @return the subject, which does not answer yet
	 * @throws IOException if no process can be started
	 */
	static RunningSubject start(Subject subject, int workers, Path log) throws IOException {
		Files.createDirectories(log.getParent());
		int port = freePort();
		Family family = new Family(log.getFileName().toString());
		ProcessBuilder builder = new ProcessBuilder(subject.command(port, workers)).redirectErrorStream(true)
			.redirectOutput(log.toFile());
		family.mark(builder);
		// Its standard input stays open for as long as this process lives.
		return new RunningSubject(subject, subject.arrangement().answerers(workers), port, log, builder.start(),
				family);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }))) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Wait until all workers have answered, and check that they are workers.
	 * @throws IOException if they do not, or are none
	 * @throws InterruptedException if interrupted meanwhile
	 */
	void awaitWorkers() throws IOException, InterruptedException {
		long end = System.nanoTime() + START_LIMIT.toNanos();
		for (int i = 0; this.workers.size() < this.answerers; i++) {
			if (!this.process.isAlive()) {
				throw new IOException("It ended with exit code " + this.process.exitValue() + "; see " + this.log);
			}
			if (System.nanoTime() - end >= 0) {
				throw new IOException("After " + START_LIMIT.toSeconds() + " s " + this.workers.size() + " of "
						+ this.answerers + " workers have answered; see " + this.log);
			}
			ask(i);
		}
		boolean single = this.subject.arrangement() == Arrangement.PLAIN;
		if (this.workers.contains((int) this.process.pid()) != single) {
			throw new IOException("Process " + this.process.pid() + (single ? " does not answer, but " : " answers: ")
					+ this.workers + "; see " + this.log);
		}
		this.processes = Stream.concat(Stream.of(this.process.toHandle()), this.process.descendants()).toList();
	}

	private void ask(int number) throws IOException, InterruptedException {
		try (LoadLoop loop = new LoadLoop()) {
			LoadClient client = new LoadClient(this.port, number, false);
			if (loop.exchange(client, Duration.ofSeconds(5))) {
				this.workers.add(client.answerer());
			}
		}
		catch (IOException ex) {
			// Not yet: whether it ever does is a matter of time.
			TimeUnit.MILLISECONDS.sleep(100);
		}
	}

	/**
	 * Check that the workers are still those that answered first: one that was replaced
	 * is cold again.
	 * @throws IOException if one of them has ended
	 */
	void checkUnchanged() throws IOException {
		for (int worker : this.workers) {
			if (!ProcessHandle.of(worker).map(ProcessHandle::isAlive).orElse(false)) {
				throw new IOException("Worker " + worker + " has ended meanwhile; see " + this.log);
			}
		}
	}

	Subject subject() {
		return this.subject;
	}

	/** Return how many of the processes answer requests. */
	int answerers() {
		return this.answerers;
	}

	int port() {
		return this.port;
	}

	/**
	 * Return the ids of the processes that answer.
	 * @return one or more
	 */
	Set<Integer> workers() {
		return this.workers;
	}

	/**
	 * Return the processor time so far of all its processes.
	 * @return user and system time
	 */
	Duration cpu() {
		return this.processes.stream()
			.map((handle) -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
			.reduce(Duration.ZERO, Duration::plus);
	}

	/**
	 * Ask it to end, and do not wait for that.
	 */
	void terminate() {
		this.process.destroy();
	}

	/**
	 * End all its processes, politely at first.
	 */
	@Override
	public void close() {
		terminate();
		try {
			if (!this.process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
				System.err.println(this.subject + " does not end, so it is killed; see " + this.log);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.family.kill();
	}

}
