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
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

import org.awaitility.Awaitility;

/**
 * Clients outside of the cluster that each send the next request as soon as they have the
 * answer to the last one, as those of {@code wrk} do, and nothing before. Every request
 * is counted: what was sent was answered or has failed.
 * <p>
 * A request has failed unless it got a whole answer with a status of 2xx within 30
 * seconds: a refused connection, a reset, an end before the last byte, a timeout and any
 * other status are failures, as they are errors to {@code wrk} and drops to the tests of
 * Puma.
 * <p>
 * There is one thing that no server can rule out: it closes a connection that waits for a
 * next request at the very moment when that is on its way. What {@code wrk} counts as an
 * error of reading, clients of HTTP do again by RFC 9112 §9.3.1 and RFC 9110 §9.2.2, and
 * so do these: once, on a new connection, only on one that has been used before, only if
 * not a byte of the answer has come, only for an idempotent method. Such requests are
 * counted as {@link #retried()}. A failure of the second attempt is a failure.
 */
public final class ClosedLoop implements AutoCloseable {

	static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

	private final List<Thread> threads = new ArrayList<>();

	private final LongAdder sent = new LongAdder();

	private final LongAdder answered = new LongAdder();

	private final LongAdder retried = new LongAdder();

	private final LongAdder connections = new LongAdder();

	private final Queue<LoadGenerator.Failure> failures = new ConcurrentLinkedQueue<>();

	private final Latencies steady = new Latencies();

	private final Latencies disturbed = new Latencies();

	private volatile boolean disturbance;

	private volatile boolean ending;

	private ClosedLoop(LoadPlan plan) {
		for (int i = 0; i < plan.clients(); i++) {
			Thread thread = new Thread(new ClosedLoopClient(plan, this), "demo-load-" + i);
			thread.setDaemon(true);
			this.threads.add(thread);
		}
		this.threads.forEach(Thread::start);
	}

	public static ClosedLoop start(LoadPlan plan) {
		return new ClosedLoop(plan);
	}

	/**
	 * Say that from now on the latencies are those of a disturbance, a reload for
	 * instance, or no longer. A request belongs to it if it began or ended in it.
	 * @param disturbance whether there is one
	 */
	public void disturbance(boolean disturbance) {
		this.disturbance = disturbance;
	}

	boolean disturbed() {
		return this.disturbance;
	}

	boolean ending() {
		return this.ending;
	}

	void sending() {
		this.sent.increment();
	}

	void connected() {
		this.connections.increment();
	}

	void retrying() {
		this.retried.increment();
	}

	void answered(long nanos, boolean begunInDisturbance) {
		((begunInDisturbance || this.disturbance) ? this.disturbed : this.steady).record(nanos);
		this.answered.increment();
	}

	void failed(LoadGenerator.Failure failure) {
		this.failures.add(failure);
	}

	/** Return how many requests were begun. */
	public long sent() {
		return this.sent.sum();
	}

	/** Return how many requests got a good answer. */
	public long answered() {
		return this.answered.sum();
	}

	/**
	 * Return how many requests were sent again because their connection had been closed.
	 */
	public long retried() {
		return this.retried.sum();
	}

	/** Return how many connections were opened. */
	public long connections() {
		return this.connections.sum();
	}

	public List<LoadGenerator.Failure> failures() {
		return List.copyOf(this.failures);
	}

	/** Return how long requests took while nothing happened. */
	public Latencies steady() {
		return this.steady;
	}

	/** Return how long requests took during disturbances. */
	public Latencies disturbances() {
		return this.disturbed;
	}

	/**
	 * Wait until so many more requests have been answered.
	 * @param count the number of answers
	 * @param limit how long to wait
	 */
	public void awaitAnswers(long count, Duration limit) {
		long from = answered();
		Awaitility.await().atMost(limit).until(() -> answered() >= from + count);
	}

	/**
	 * Wait until each client has sent what it was to send.
	 * @param limit how long to wait
	 */
	public void awaitEnd(Duration limit) {
		Awaitility.await().atMost(limit).until(() -> this.threads.stream().noneMatch(Thread::isAlive));
	}

	/**
	 * Let each client end its request, and wait for that.
	 */
	@Override
	public void close() {
		this.ending = true;
		awaitEnd(READ_TIMEOUT.multipliedBy(2).plusSeconds(15));
	}

	@Override
	public String toString() {
		String load = "%d sent, %d answered, %d failed, %d sent again, %d connections; steady: %s".formatted(sent(),
				answered(), this.failures.size(), retried(), connections(), this.steady);
		if (this.disturbed.count() == 0) {
			return load;
		}
		return load + "; disturbed: %s, p99 %.2f times as long".formatted(this.disturbed,
				(double) this.disturbed.percentile(0.99) / Math.max(1, this.steady.percentile(0.99)));
	}

}
