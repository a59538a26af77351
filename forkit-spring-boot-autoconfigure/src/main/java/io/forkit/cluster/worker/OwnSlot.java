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

package io.forkit.cluster.worker;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.forkit.cluster.Replies;
import io.forkit.cluster.WorkerInfo;
import io.forkit.ipc.MessageSubscription;

/**
 * The slot of this worker, which a standby is given some time. Thread-safe.
 */
final class OwnSlot {

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private final CompletableFuture<Void> activation = new CompletableFuture<>();

	private volatile int index;

	/**
	 * Create a slot.
	 * @param index its index, {@link WorkerInfo#NO_SLOT} if there is none yet
	 */
	OwnSlot(int index) {
		this.index = index;
		if (!isMissing()) {
			this.activation.complete(null);
		}
	}

	int index() {
		return this.index;
	}

	boolean isMissing() {
		return this.index == WorkerInfo.NO_SLOT;
	}

	/**
	 * Return when there is one.
	 * @return completed then
	 */
	CompletableFuture<?> activation() {
		return this.activation;
	}

	/**
	 * Be told when this worker is given its first one.
	 * @param listener run on the loop
	 * @return to be told no longer
	 */
	MessageSubscription onActivated(Runnable listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	/**
	 * This worker is given a slot. To be called on the loop.
	 * @param given its index
	 */
	void activated(int given) {
		boolean first = isMissing();
		this.index = given;
		if (first) {
			this.activation.completeAsync(() -> null, Replies.executor());
			this.listeners.forEach(Runnable::run);
		}
	}

}
