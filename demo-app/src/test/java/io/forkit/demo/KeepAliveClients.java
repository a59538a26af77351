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
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that ask again and again on the same connection, and on a new one only when the
 * server has said that it closes the old one, or it was lost.
 */
final class KeepAliveClients implements AutoCloseable {

	private final int port;

	private final Duration pause;

	private final ClientThreads threads;

	private final Map<Long, AtomicLong> answers = new ConcurrentHashMap<>();

	private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();

	private final AtomicLong closed = new AtomicLong();

	private final AtomicLong lost = new AtomicLong();

	KeepAliveClients(int port, int clients, Duration pause) {
		this.port = port;
		this.pause = pause;
		this.threads = new ClientThreads(clients, this::run);
		this.threads.start();
	}

	private void run(int number) {
		while (!this.threads.isEnding()) {
			try (Http http = Http.connect(this.port, ClientThreads.READ_TIMEOUT)) {
				boolean open = true;
				while (open && !this.threads.isEnding()) {
					open = exchange(number, http);
					LockSupport.parkNanos(this.pause.toNanos());
				}
			}
			catch (IOException ex) {
				this.lost.incrementAndGet();
				LockSupport.parkNanos(this.pause.toNanos());
			}
		}
	}

	private boolean exchange(int number, Http http) throws IOException {
		long start = System.nanoTime();
		http.ask("/");
		Http.Response response = http.receive();
		this.nanos.add(System.nanoTime() - start);
		long pid = response.as(ClientThreads.Answer.class).pid();
		this.threads.served(number, pid);
		this.answers.computeIfAbsent(pid, (key) -> new AtomicLong()).incrementAndGet();
		if (response.closes()) {
			this.closed.incrementAndGet();
			return false;
		}
		return true;
	}

	/**
	 * Return how many clients a worker has answered last.
	 * @param pid the worker
	 * @return the number
	 */
	long clientsOf(long pid) {
		return this.threads.clientsOf(pid);
	}

	/** Return how many answers came from each worker. */
	Map<Long, AtomicLong> answers() {
		return this.answers;
	}

	/** Return how long each answer took. */
	List<Long> nanos() {
		return List.copyOf(this.nanos);
	}

	/** Return how many connections a server has closed after an answer. */
	long closed() {
		return this.closed.get();
	}

	/** Return how many connections ended otherwise. */
	long lost() {
		return this.lost.get();
	}

	/** Forget what was before. */
	void reset() {
		this.answers.clear();
		this.nanos.clear();
		this.closed.set(0);
		this.lost.set(0);
	}

	@Override
	public void close() {
		this.threads.close();
	}

}
