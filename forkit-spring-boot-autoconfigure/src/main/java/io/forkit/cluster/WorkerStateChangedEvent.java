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

/**
 * Published in the primary at each transition of each worker, in order.
 *
 * @since 0.1.0
 */
public final class WorkerStateChangedEvent extends ClusterEvent {

	private final transient WorkerInfo worker;

	public WorkerStateChangedEvent(Object source, WorkerInfo worker) {
		super(source);
		this.worker = worker;
	}

	/**
	 * Return the worker in its new state.
	 * @return the worker
	 */
	public WorkerInfo getWorker() {
		return this.worker;
	}

	/**
	 * Return why the worker is in that state.
	 * @return why it was started, or why it leaves once it does
	 */
	public WorkerReason getReason() {
		return this.worker.reason();
	}

}
