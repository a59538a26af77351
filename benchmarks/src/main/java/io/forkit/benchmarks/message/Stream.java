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

package io.forkit.benchmarks.message;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.forkit.process.ForkedProcess;
import io.forkit.process.ProcessTemplate;

/**
 * Messages in one direction, as fast as the queue takes them. The receiver says how long
 * they took.
 */
final class Stream implements AutoCloseable {

	// Shorter ones would measure the pauses between them.
	private static final long SHORTEST_BATCH_NANOS = 200_000_000;

	private final BlockingQueue<Long> reports = new LinkedBlockingQueue<>();

	private final ForkedProcess child;

	private long batch = 1;

	Stream(ProcessTemplate processes) {
		this.child = MessageChild.fork(processes, MessageChild.Mode.COUNT);
		this.child.onMessage(Long.class, (nanos) -> this.reports.add(nanos));
	}

	/**
	 * Send for a while.
	 * @param payload each message
	 * @param time how long
	 * @return the messages per second, of the time after the warm-up
	 * @throws InterruptedException if interrupted meanwhile
	 */
	double perSecond(Object payload, RunTime time) throws InterruptedException {
		this.batch = 1;
		long begin = System.nanoTime();
		while (System.nanoTime() - begin < time.warmUpNanos()) {
			if (send(payload) < SHORTEST_BATCH_NANOS) {
				this.batch *= 2;
			}
		}
		long count = 0;
		long nanos = 0;
		while (nanos < time.measuredNanos()) {
			nanos += send(payload);
			count += this.batch;
		}
		return count * 1e9 / nanos;
	}

	private long send(Object payload) throws InterruptedException {
		this.child.send(this.batch);
		for (long i = 0; i < this.batch; i++) {
			this.child.send(payload);
		}
		return this.reports.take();
	}

	@Override
	public void close() {
		this.child.close();
	}

}
