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

package io.forkit.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A place that must be filled. Belongs to the thread of the supervisor.
 */
final class Slot {

	private final int index;

	private final Map<String, String> environment;

	private @Nullable WorkerHandle worker;

	private @Nullable Runnable pendingStart;

	private @Nullable String lastExit;

	private int restarts;

	private int failures;

	private boolean everReady;

	private boolean retired;

	Slot(int index, Map<String, String> environment) {
		this.index = index;
		this.environment = environment;
	}

	/** Return the variables of its workers. */
	Map<String, String> environment() {
		return this.environment;
	}

	/** Nobody shall fill it any more. */
	void retire() {
		this.retired = true;
	}

	boolean isRetired() {
		return this.retired;
	}

	int index() {
		return this.index;
	}

	@Nullable WorkerHandle worker() {
		return this.worker;
	}

	boolean isAlive() {
		return this.worker != null && this.worker.state() != WorkerState.EXITED;
	}

	boolean wasEverReady() {
		return this.everReady;
	}

	void ready() {
		this.everReady = true;
	}

	void filled(WorkerHandle worker) {
		this.worker = worker;
		this.pendingStart = null;
	}

	void restarting() {
		this.restarts++;
	}

	/**
	 * The worker has ended. If it was ready for long enough, a crash counts as the first
	 * one.
	 * @param how how it ended
	 * @param policy the policy
	 * @param now the present
	 */
	void ended(String how, ClusterSettings.Restart policy, Instant now) {
		this.lastExit = how;
		if (this.worker != null && this.worker.readyFor(now).compareTo(policy.resetAfter()) >= 0) {
			this.failures = 0;
		}
	}

	/**
	 * Count a crash, or a replacement that could not be started.
	 * @param policy the policy
	 * @param random a number from 0 to 1
	 * @return how long to wait before the replacement
	 */
	Duration crashed(ClusterSettings.Restart policy, double random) {
		this.failures++;
		return policy.delay(this.failures, random);
	}

	void waiting(Runnable cancelStart) {
		this.pendingStart = cancelStart;
	}

	void cancelPendingStart() {
		if (this.pendingStart != null) {
			this.pendingStart.run();
			this.pendingStart = null;
		}
	}

	@Nullable WorkerInfo info() {
		if (this.worker == null) {
			return null;
		}
		return new WorkerInfo(this.index, this.worker.id(), this.worker.pid(), this.worker.state(),
				this.worker.startedAt(), this.restarts, this.lastExit, this.worker.load(), this.worker.health());
	}

}
