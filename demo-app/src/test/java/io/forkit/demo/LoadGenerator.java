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
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.awaitility.Awaitility;

/**
 * Clients that ask the same thing again and again, each time on a new connection, with a
 * short pause between two requests so that the machine has time for something else.
 */
public final class LoadGenerator implements AutoCloseable {

	private static final Duration PAUSE = Duration.ofMillis(4);

	private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

	private final int port;

	private final String path;

	private final boolean endsWhenRefused;

	private final List<Thread> clients = new ArrayList<>();

	private final AtomicLong answered = new AtomicLong();

	private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();

	private volatile boolean ending;

	private LoadGenerator(int port, String path, int clients, boolean endsWhenRefused) {
		this.port = port;
		this.path = path;
		this.endsWhenRefused = endsWhenRefused;
		for (int i = 0; i < clients; i++) {
			Thread client = new Thread(this::run, "demo-client-" + i);
			client.setDaemon(true);
			this.clients.add(client);
		}
		this.clients.forEach(Thread::start);
	}

	static LoadGenerator start(int port, String path, int clients) {
		return new LoadGenerator(port, path, clients, false);
	}

	/**
	 * Start clients of which each ends at its first failure.
	 * @param port the port
	 * @param path what they ask
	 * @param clients the number of clients
	 * @return the load
	 */
	static LoadGenerator startUntilFailure(int port, String path, int clients) {
		return new LoadGenerator(port, path, clients, true);
	}

	private void run() {
		while (!this.ending) {
			boolean ok = exchange();
			if (!ok && this.endsWhenRefused) {
				return;
			}
			LockSupport.parkNanos(PAUSE.toNanos());
		}
	}

	private boolean exchange() {
		long start = System.nanoTime();
		int localPort = -1;
		try (Http http = Http.connect(this.port, READ_TIMEOUT)) {
			localPort = http.localPort();
			Http.Response response = http.get(this.path);
			if (response.ok()) {
				this.answered.incrementAndGet();
				return true;
			}
			fail(start, localPort, "status " + response.status() + ": " + response.body(), false);
		}
		catch (IOException ex) {
			fail(start, localPort, ex.toString(), ex instanceof ConnectException);
		}
		return false;
	}

	private void fail(long start, int localPort, String reason, boolean refused) {
		this.failures.add(new Failure(start, System.nanoTime(), localPort, reason, refused));
	}

	long answered() {
		return this.answered.get();
	}

	List<Failure> failures() {
		return List.copyOf(this.failures);
	}

	/**
	 * Wait until so many more requests have been answered.
	 * @param count the number of answers
	 */
	void awaitAnswers(int count) {
		long from = answered();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> answered() >= from + count);
	}

	/**
	 * Let each client end its request, and wait for that.
	 */
	@Override
	public void close() {
		this.ending = true;
		awaitEnd(READ_TIMEOUT.plusSeconds(15));
	}

	void awaitEnd(Duration limit) {
		Awaitility.await().atMost(limit).until(() -> this.clients.stream().noneMatch(Thread::isAlive));
	}

	/**
	 * A request without a good answer.
	 *
	 * @param start when it began, as {@link System#nanoTime()}
	 * @param end when it failed
	 * @param localPort the client's port, or -1 if it got no connection
	 * @param reason why it failed
	 * @param refused whether the connection was refused
	 */
	public record Failure(long start, long end, int localPort, String reason, boolean refused) {

		public boolean overlaps(long from, long to) {
			return this.start - to <= 0 && this.end - from >= 0;
		}

	}

}
