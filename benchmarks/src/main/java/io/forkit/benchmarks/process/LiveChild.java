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

package io.forkit.benchmarks.process;

import java.util.concurrent.CompletableFuture;

/**
 * A program that lives until it is killed from outside, behind its library's back.
 */
final class LiveChild {

	private final CompletableFuture<Long> pid = new CompletableFuture<>();

	private final CompletableFuture<Long> endedAt = new CompletableFuture<>();

	private long killedAt;

	void started(long pid) {
		this.pid.complete(pid);
	}

	/** To be called when the library gives notice of the end. */
	void ended() {
		this.endedAt.complete(System.nanoTime());
	}

	/**
	 * Return the pid, once it is known.
	 * @return a future pid
	 */
	CompletableFuture<Long> pid() {
		return this.pid;
	}

	void kill() {
		int pid = Math.toIntExact(this.pid.join());
		if (this.endedAt.isDone()) {
			throw new IllegalStateException("pid " + pid + " has ended before it was killed");
		}
		this.killedAt = System.nanoTime();
		BareLibC.kill(pid);
	}

	/**
	 * Return how long after the kill the notice came.
	 * @return a future number of milliseconds
	 */
	CompletableFuture<Double> notice() {
		return this.endedAt.thenApply((at) -> (at - this.killedAt) / 1e6);
	}

}
