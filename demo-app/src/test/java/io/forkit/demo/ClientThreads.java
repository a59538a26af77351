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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;

/**
 * Clients on a thread each, and which worker has answered each of them last.
 */
final class ClientThreads implements AutoCloseable {

	/** How long a client may wait for an answer. */
	static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

	private final List<Thread> threads;

	private final Map<Integer, Long> servedBy = new ConcurrentHashMap<>();

	private volatile boolean ending;

	/**
	 * Create clients that are not started.
	 * @param clients how many
	 * @param client what one does, with its number, until they are {@link #isEnding()}
	 */
	ClientThreads(int clients, IntConsumer client) {
		this.threads = IntStream.range(0, clients).mapToObj((number) -> thread(number, client)).toList();
	}

	private static Thread thread(int number, IntConsumer client) {
		Thread thread = new Thread(() -> client.accept(number), "demo-client-" + number);
		thread.setDaemon(true);
		return thread;
	}

	void start() {
		this.threads.forEach(Thread::start);
	}

	boolean isEnding() {
		return this.ending;
	}

	void served(int number, long pid) {
		this.servedBy.put(number, pid);
	}

	/**
	 * Return how many clients a worker has answered last.
	 * @param pid the worker
	 * @return the number
	 */
	long clientsOf(long pid) {
		return this.servedBy.values().stream().filter((server) -> server == pid).count();
	}

	@Override
	public void close() {
		this.ending = true;
		Awaitility.await()
			.atMost(READ_TIMEOUT.plusSeconds(15))
			.until(() -> this.threads.stream().noneMatch(Thread::isAlive));
	}

	/**
	 * Who has answered.
	 *
	 * @param pid the process
	 */
	record Answer(long pid) {

	}

}
