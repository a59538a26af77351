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

import io.forkit.cluster.recycle.RecycleCause;

/**
 * Published in the primary when a worker has exceeded a limit, and is being replaced. It
 * goes on until the new one is ready.
 *
 * @since 0.1.0
 */
public final class WorkerRecycledEvent extends ClusterEvent {

	private final transient Worker worker;

	private final RecycleCause cause;

	private final String text;

	WorkerRecycledEvent(Worker worker, RecycleCause cause, String text) {
		super(worker);
		this.worker = worker;
		this.cause = cause;
		this.text = text;
	}

	/**
	 * Return the worker that is to go.
	 * @return the worker
	 */
	public Worker getWorker() {
		return this.worker;
	}

	/**
	 * Return which limit it has exceeded.
	 * @return the limit
	 */
	public RecycleCause getCause() {
		return this.cause;
	}

	/**
	 * Return what the worker has, and what it may have.
	 * @return a text for people
	 */
	public String getText() {
		return this.text;
	}

	@Override
	public String toString() {
		return "Recycled worker " + this.worker.id() + ": " + this.text;
	}

}
