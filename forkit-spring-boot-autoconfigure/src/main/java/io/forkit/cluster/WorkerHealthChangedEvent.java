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

import io.forkit.cluster.watch.Verdict;
import io.forkit.cluster.watch.WorkerCondition;

/**
 * A worker fares differently, or does so for too long now. Published in the primary.
 *
 * @since 0.1.0
 */
public final class WorkerHealthChangedEvent extends ClusterEvent {

	private final transient Worker worker;

	private final WorkerCondition condition;

	private final boolean hung;

	private final String reason;

	WorkerHealthChangedEvent(Worker worker, Verdict verdict) {
		super(worker);
		this.worker = worker;
		this.condition = verdict.condition();
		this.hung = verdict.overdue();
		this.reason = verdict.describe();
	}

	public Worker getWorker() {
		return this.worker;
	}

	/**
	 * Return how the worker fares now.
	 * @return the condition, {@link WorkerCondition#HEALTHY} if it has recovered
	 */
	public WorkerCondition getCondition() {
		return this.condition;
	}

	/**
	 * Return whether it is taken for hung: what is configured for that follows.
	 * @return whether it is
	 */
	public boolean isHung() {
		return this.hung;
	}

	/**
	 * Return the same in words.
	 * @return part of a sentence, of which the worker is the subject
	 */
	public String getReason() {
		return this.reason;
	}

	@Override
	public String toString() {
		return "WorkerHealthChanged %s %s".formatted(this.worker, this.reason);
	}

}
