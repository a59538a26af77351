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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.reload.ReloadSettings;
import org.jspecify.annotations.Nullable;

/**
 * One reload at a time, and what came of the last ones. Belongs to the thread of the
 * supervisor.
 */
final class Reloads {

	private static final int KEPT = 10;

	private final Means means;

	private final Supplier<ClusterState> state;

	private final Consumer<ReloadOutcome> listener;

	private final Deque<ReloadOutcome> last = new ArrayDeque<>();

	private @Nullable Reload running;

	private CompletableFuture<ReloadOutcome> outcome = new CompletableFuture<>();

	private volatile List<ReloadOutcome> history = List.of();

	private volatile @Nullable Instant runningSince;

	/**
	 * Create the reloads.
	 * @param means what they need
	 * @param state returns the state of the cluster
	 * @param listener told of each outcome
	 */
	Reloads(Means means, Supplier<ClusterState> state, Consumer<ReloadOutcome> listener) {
		this.means = means;
		this.state = state;
		this.listener = listener;
	}

	/**
	 * Replace all workers. Joins the one that is running if that has not looked at the
	 * program yet; it is refused if that has, because it may miss what has changed since.
	 * @return the outcome, completed on the thread of the supervisor
	 */
	CompletableFuture<ReloadOutcome> reload() {
		Reload current = this.running;
		if (current != null) {
			return current.isOpen() ? this.outcome
					: refused("Another reload is running since %s and may have missed what has changed: "
						.formatted(current.startedAt()) + "ask again when it is over");
		}
		ClusterState now = this.state.get();
		if (now != ClusterState.RUNNING) {
			return refused((now == ClusterState.STARTING) ? "The cluster is still starting"
					: "The cluster is not running: it is " + now);
		}
		CompletableFuture<ReloadOutcome> result = new CompletableFuture<>();
		this.outcome = result;
		Reload reload = new Reload(this.means, (end) -> ended(end, result));
		this.running = reload;
		this.runningSince = reload.startedAt();
		reload.begin();
		return result;
	}

	private CompletableFuture<ReloadOutcome> refused(String reason) {
		ReloadOutcome refusal = new ReloadOutcome(ReloadOutcome.Result.REFUSED, reason,
				this.means.generations().current().number(), this.means.loop().now(), Duration.ZERO, List.of());
		tell(refusal);
		return CompletableFuture.completedFuture(refusal);
	}

	private void ended(ReloadOutcome end, CompletableFuture<ReloadOutcome> result) {
		this.running = null;
		this.runningSince = null;
		tell(end);
		result.complete(end);
	}

	private void tell(ReloadOutcome end) {
		this.last.addFirst(end);
		if (this.last.size() > KEPT) {
			this.last.removeLast();
		}
		this.history = List.copyOf(this.last);
		this.listener.accept(end);
	}

	/** The cluster stops. */
	void stop() {
		if (this.running != null) {
			this.running.stop();
		}
	}

	boolean isRunning() {
		return this.running != null;
	}

	/**
	 * Return since when there is one running. May be called by any thread.
	 * @return the time, {@code null} if there is none
	 */
	@Nullable Instant runningSince() {
		return this.runningSince;
	}

	/**
	 * Return the last outcomes. May be called by any thread.
	 * @return the outcomes, the latest first
	 */
	List<ReloadOutcome> history() {
		return this.history;
	}

	/**
	 * What a reload needs.
	 *
	 * @param settings how it is done
	 * @param loop the thread
	 * @param slots the slots
	 * @param generations what they run
	 * @param replacements replaces workers
	 * @param steps asks the listeners of the user
	 * @param leader returns who leads
	 */
	record Means(ReloadSettings settings, SupervisorLoop loop, Slots slots, Generations generations,
			Replacements replacements, PlannedSteps steps, Supplier<@Nullable LeaderInfo> leader) {

		int surge() {
			return this.settings.surge().of(this.slots.size());
		}

	}

}
