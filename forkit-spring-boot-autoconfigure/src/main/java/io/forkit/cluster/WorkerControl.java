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

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Does what others want done to single workers. All of its methods may be called by any
 * thread; what they do is done by that of the supervisor.
 */
final class WorkerControl {

	private final Means means;

	WorkerControl(Means means) {
		this.means = means;
	}

	/**
	 * Start one more worker.
	 * @param environment its variables
	 * @return the worker
	 */
	CompletableFuture<Worker> fork(Map<String, String> environment) {
		CompletableFuture<Worker> result = new CompletableFuture<>();
		this.means.loop().execute(() -> {
			if (isEnding()) {
				result.completeExceptionally(
						new IllegalStateException("The cluster is not running: it is " + this.means.course().state()));
				return;
			}
			Slots slots = this.means.slots();
			Slot slot = new Slot(slots.freeIndex(), environment, this.means.generation().get());
			try {
				WorkerHandle worker = this.means.launches().launch(slot, slot.generation(), WorkerReason.FORK);
				slot.filled(worker);
				slots.add(slot);
				this.means.transitions().forked(worker);
				result.complete(worker.view());
			}
			catch (IOException | RuntimeException | Error ex) {
				result.completeExceptionally(
						new ClusterStartException("The worker cannot be started: " + ex.getMessage(), ex));
			}
		});
		return result;
	}

	/**
	 * Replace a worker by one of the same generation.
	 * @param view the worker
	 * @param reason why
	 * @return completed on the thread of the supervisor with the reason why it was not
	 * replaced, {@code null} if it was
	 */
	CompletableFuture<@Nullable String> replace(WorkerView view, WorkerReason reason) {
		return this.means.loop().call(() -> {
			CompletableFuture<@Nullable String> result = new CompletableFuture<>();
			Slot slot = this.means.slots().servedBy(view);
			if (isEnding() || slot == null) {
				result.complete("it serves no longer");
			}
			else if (this.means.replacements().isReplacing(slot)) {
				result.complete("it is being replaced already");
			}
			else {
				this.means.replacements()
					.replace(slot, slot.generation(), reason, (replaced) -> result.complete(replaced.failure()));
			}
			return result;
		});
	}

	/**
	 * End a worker, and do not replace it.
	 * @param view the worker
	 */
	void disconnect(WorkerView view) {
		this.means.loop().execute(() -> {
			Slot slot = this.means.slots().servedBy(view);
			if (slot != null) {
				this.means.retirements().retire(slot, WorkerReason.DISCONNECT);
			}
			else if (!isEnding()) {
				process(view).ifPresent((worker) -> this.means.transitions().leave(worker, WorkerReason.DISCONNECT));
			}
		});
	}

	/**
	 * Make known how a worker fares.
	 * @param view the worker
	 * @param health what is wrong, or {@code null} for nothing
	 */
	void health(WorkerView view, @Nullable WorkerHealth health) {
		this.means.loop().execute(() -> process(view).ifPresent((worker) -> {
			worker.health(health);
			this.means.snapshots().publish();
		}));
	}

	/**
	 * End a worker in an orderly way; its slot gets another one.
	 * @param view the worker
	 * @param reason why
	 */
	void end(WorkerView view, WorkerReason reason) {
		this.means.loop()
			.execute(() -> process(view).ifPresent((worker) -> this.means.transitions().leave(worker, reason)));
	}

	/**
	 * Kill a worker that cannot be told anything; its slot gets another one.
	 * @param view the worker
	 * @param reason why
	 */
	void kill(WorkerView view, WorkerReason reason) {
		this.means.loop().execute(() -> process(view).ifPresent((worker) -> worker.kill(reason)));
	}

	private Optional<WorkerHandle> process(WorkerView view) {
		return this.means.slots().processes().filter((worker) -> worker.view() == view).findFirst();
	}

	private boolean isEnding() {
		return this.means.course().isEnding();
	}

	/**
	 * What it needs.
	 *
	 * @param loop the thread
	 * @param course how far the cluster has come
	 * @param slots the slots
	 * @param generation returns what a new slot runs
	 * @param launches starts processes
	 * @param transitions told of new workers, and ends others
	 * @param replacements replaces workers
	 * @param retirements gives up slots
	 * @param snapshots made anew when something has changed
	 */
	record Means(SupervisorLoop loop, ClusterCourse course, Slots slots, Supplier<Generation> generation,
			Launches launches, Transitions transitions, Replacements replacements, Retirements retirements,
			Snapshots snapshots) {

	}

}
