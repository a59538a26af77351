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

package io.forkit.cluster.recycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Decides which workers are to be recycled. Knows nothing of processes, and takes the
 * time from a clock that is never set.
 * <p>
 * A worker that has not been ready for long enough is left alone, so that a limit which
 * is too low for any worker makes no loop. Where a new worker exceeds the limit of its
 * memory at the first moment at which it may be recycled itself, the recycle before was
 * of no use, and the next one has to wait, each time twice as long.
 * <p>
 * Not thread-safe.
 *
 * @since 0.1.0
 */
public final class RecyclePolicy {

	/** What the workers have in common has its pauses here. */
	private static final int ALL = -1;

	private final Duration minReady;

	private final DoubleSupplier random;

	private RecycleLimits limits;

	// By worker.
	private final Map<Integer, RecycleJitter> jitters = new HashMap<>();

	// Those that have been looked at since they may be recycled.
	private final Set<Integer> judged = new HashSet<>();

	// By slot.
	private final Map<Integer, RecycleHistory> histories = new HashMap<>();

	/**
	 * Create a policy.
	 * @param settings the limits
	 * @param random returns numbers from 0 to 1
	 */
	public RecyclePolicy(RecycleSettings settings, DoubleSupplier random) {
		this.limits = settings.limits();
		this.minReady = settings.minReady();
		this.random = random;
	}

	/**
	 * Return the limits.
	 * @return the limits
	 */
	public RecycleLimits limits() {
		return this.limits;
	}

	/**
	 * Change the limits. What was of no use before may be of use from now on.
	 * @param limits the limits
	 */
	public void limits(RecycleLimits limits) {
		this.limits = limits;
		this.histories.clear();
		this.judged.clear();
	}

	/**
	 * Look at all workers.
	 * @param workers those that are ready
	 * @param cgroup how much of the memory of the control group is in use, from 0 to 1;
	 * negative if it is not known
	 * @param now the time since some moment
	 * @return what is to be done
	 */
	public RecyclePlan look(List<RecycleSubject> workers, double cgroup, Duration now) {
		forgetOthers(workers);
		List<RecycleDecision> due = new ArrayList<>();
		List<RecyclePlan.Futile> futile = new ArrayList<>();
		List<RecycleSubject> old = workers.stream()
			.filter((worker) -> worker.readyFor().compareTo(this.minReady) >= 0)
			.toList();
		RecycleDecision shared = ofAll(workers, old, cgroup);
		if (shared != null) {
			consider(shared, ALL, now, due, futile);
		}
		else if (this.limits.cgroup() != null && isSettled(old)) {
			this.histories.remove(ALL);
		}
		for (RecycleSubject worker : old) {
			RecycleDecision decision = of(worker);
			if (decision != null) {
				consider(decision, worker.slot(), now, due, futile);
			}
			else if (isKnown(worker) && !this.judged.contains(worker.worker())) {
				this.histories.remove(worker.slot());
			}
		}
		old.stream().filter(this::isKnown).forEach((worker) -> this.judged.add(worker.worker()));
		due.sort(Comparator.comparing((decision) -> !decision.cause().isMemory()));
		return new RecyclePlan(due.stream().distinct().toList(), futile);
	}

	/** One that has not said what it needs cannot be found to be any better. */
	private boolean isKnown(RecycleSubject worker) {
		return (this.limits.heap() == null || worker.heap() >= 0) && (this.limits.rss() == null || worker.rss() >= 0);
	}

	private void forgetOthers(List<RecycleSubject> workers) {
		Set<Integer> ids = workers.stream().map(RecycleSubject::worker).collect(Collectors.toSet());
		this.jitters.keySet().retainAll(ids);
		this.judged.retainAll(ids);
		ids.forEach((id) -> this.jitters.computeIfAbsent(id, (key) -> RecycleJitter.draw(this.random)));
	}

	/** What the last recycle for all has brought can be told, or there was none. */
	private boolean isSettled(List<RecycleSubject> old) {
		RecycleHistory history = this.histories.get(ALL);
		return history == null || old.stream().anyMatch(history::isReplacement);
	}

	private @Nullable RecycleDecision ofAll(List<RecycleSubject> workers, List<RecycleSubject> old, double cgroup) {
		Integer limit = this.limits.cgroup();
		if (limit == null || cgroup < 0 || cgroup * 100 < limit) {
			return null;
		}
		RecycleHistory history = this.histories.get(ALL);
		if (!isSettled(old) && workers.stream().anyMatch(Objects.requireNonNull(history)::isReplacement)) {
			// The new one is to show first what it needs.
			return null;
		}
		return old.stream()
			.filter((worker) -> worker.rss() >= 0)
			.max(Comparator.comparingLong(RecycleSubject::rss))
			.map((worker) -> new RecycleDecision(worker.worker(), worker.slot(), RecycleCause.CGROUP,
					"the control group uses %d%% of its memory, of %d%% allowed, and this worker, with %s, most of that"
						.formatted(Math.round(cgroup * 100), limit, Sizes.about(worker.rss()))))
			.orElse(null);
	}

	private @Nullable RecycleDecision of(RecycleSubject worker) {
		RecycleJitter jitter = this.jitters.getOrDefault(worker.worker(), RecycleJitter.NONE);
		int percent = this.limits.jitter();
		MemoryLimit heap = this.limits.heap();
		if (heap != null && worker.heap() >= 0 && worker.maxHeap() > 0) {
			long limit = jitter.lower(RecycleCause.HEAP, heap.bytesOf(worker.maxHeap()), percent);
			if (worker.heap() >= limit) {
				return decision(worker, RecycleCause.HEAP, "its heap has %s in use after a garbage collection, of %s"
					.formatted(Sizes.about(worker.heap()), Sizes.about(limit)));
			}
		}
		if (this.limits.rss() != null && worker.rss() >= 0) {
			long limit = jitter.lower(RecycleCause.RSS, this.limits.rss().toBytes(), percent);
			if (worker.rss() >= limit) {
				return decision(worker, RecycleCause.RSS,
						"it has %s in RAM, of %s".formatted(Sizes.about(worker.rss()), Sizes.about(limit)));
			}
		}
		if (this.limits.requests() != null) {
			long limit = Math.max(1, jitter.lower(RecycleCause.REQUESTS, this.limits.requests(), percent));
			if (worker.requests() >= limit) {
				return decision(worker, RecycleCause.REQUESTS,
						"it has had %d requests, of %d".formatted(worker.requests(), limit));
			}
		}
		if (this.limits.age() != null) {
			Duration limit = Duration.ofMillis(jitter.lower(RecycleCause.AGE, this.limits.age().toMillis(), percent));
			if (worker.readyFor().compareTo(limit) >= 0) {
				return decision(worker, RecycleCause.AGE, "it has been ready for %d s, of %d s"
					.formatted(worker.readyFor().toSeconds(), limit.toSeconds()));
			}
		}
		return null;
	}

	private static RecycleDecision decision(RecycleSubject worker, RecycleCause cause, String text) {
		return new RecycleDecision(worker.worker(), worker.slot(), cause, text + " allowed");
	}

	private void consider(RecycleDecision decision, int key, Duration now, List<RecycleDecision> due,
			List<RecyclePlan.Futile> futile) {
		RecycleHistory history = this.histories.get(key);
		if (history != null && history.isFutile(decision, this.judged)) {
			futile.add(new RecyclePlan.Futile(decision, history.futile(decision, now)));
		}
		if ((history == null || !history.isPaused(decision, now))
				&& due.stream().noneMatch((other) -> other.worker() == decision.worker())) {
			due.add(decision);
		}
	}

	/**
	 * A worker is being replaced for a limit.
	 * @param decision the worker and the limit
	 * @param now the time since some moment
	 */
	public void recycled(RecycleDecision decision, Duration now) {
		history(decision, now).recycled(decision);
	}

	/**
	 * A worker could not be replaced: the new one did not become ready.
	 * @param decision the worker and the limit
	 * @param now the time since some moment
	 * @return how long it is left alone
	 */
	public Duration failed(RecycleDecision decision, Duration now) {
		return history(decision, now).futile(decision, now);
	}

	private RecycleHistory history(RecycleDecision decision, Duration now) {
		int key = (decision.cause() == RecycleCause.CGROUP) ? ALL : decision.slot();
		return this.histories.computeIfAbsent(key, (slot) -> new RecycleHistory(decision, this.minReady, now));
	}

}
