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
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.forkit.cluster.capacity.RecycleRecord;
import io.forkit.cluster.capacity.WorkerUse;
import io.forkit.cluster.recycle.RecycleCause;
import io.forkit.cluster.recycle.RecycleDecision;
import io.forkit.cluster.recycle.RecycleLimits;
import io.forkit.cluster.recycle.RecyclePlan;
import io.forkit.cluster.recycle.RecyclePolicy;
import io.forkit.cluster.recycle.RecycleSettings;
import io.forkit.cluster.recycle.RecycleSubject;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the workers every few seconds, and has those replaced that have exceeded a
 * limit. Belongs to the thread of the supervisor.
 */
final class Recycling {

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	private static final int KEPT = 20;

	private final RecycleSettings settings;

	private final RecyclePolicy policy;

	private final Means means;

	private final Map<RecycleCause, Long> counts = new EnumMap<>(RecycleCause.class);

	private final List<RecycleRecord> last = new ArrayList<>();

	private MemoryReader.Sample memory = MemoryReader.Sample.NONE;

	private Runnable cancelLook = () -> {
	};

	private boolean scheduled;

	private boolean stopped;

	private int running;

	Recycling(RecycleSettings settings, RecyclePolicy policy, Means means) {
		this.settings = settings;
		this.policy = policy;
		this.means = means;
	}

	/** The cluster runs. */
	void start() {
		schedule();
	}

	void stop() {
		this.stopped = true;
		this.cancelLook.run();
	}

	RecycleLimits limits() {
		return this.policy.limits();
	}

	/**
	 * Change the limits.
	 * @param change returns other ones
	 * @return the limits from now on
	 */
	RecycleLimits limits(UnaryOperator<RecycleLimits> change) {
		RecycleLimits limits = change.apply(this.policy.limits());
		if (!limits.equals(this.policy.limits())) {
			logger.info("Workers are recycled at other limits: %s; they were: %s".formatted(limits, limits()));
			this.policy.limits(limits);
			schedule();
		}
		return limits;
	}

	private void schedule() {
		if (this.scheduled || this.stopped || !this.policy.limits().isAny()) {
			return;
		}
		this.scheduled = true;
		this.cancelLook = this.means.loop().schedule(this.settings.checkInterval(), this::sample);
		ask();
	}

	/** What they answer is looked at the next time. */
	private void ask() {
		workers().forEach((worker) -> worker.send(new ControlMessage.VitalsWanted()));
	}

	private List<WorkerHandle> workers() {
		return this.means.slots()
			.everything()
			.stream()
			.filter((slot) -> !slot.isRetired())
			.map(Slot::worker)
			.filter((worker) -> worker != null && worker.hasChannel() && !worker.isStopping())
			.toList();
	}

	private void sample() {
		List<Long> pids = workers().stream().map(WorkerHandle::pid).toList();
		this.means.memory().read(pids, (sample) -> this.means.loop().execute(() -> sampled(sample)));
	}

	/** Whatever comes of one look, there is another one. */
	private void sampled(MemoryReader.@Nullable Sample sample) {
		this.scheduled = false;
		// What needs no such memory can be looked at without.
		this.memory = (sample != null) ? sample : MemoryReader.Sample.NONE;
		try {
			if (!this.stopped && this.policy.limits().isAny()) {
				look();
			}
		}
		finally {
			schedule();
		}
	}

	private void look() {
		Duration now = this.means.loop().elapsed();
		List<RecycleSubject> subjects = workers().stream()
			.filter((worker) -> worker.state() == WorkerState.READY || worker.state() == WorkerState.STANDBY)
			.map(this::subject)
			.toList();
		act(this.policy.look(subjects, this.memory.cgroup(), now), now);
	}

	private RecycleSubject subject(WorkerHandle worker) {
		WorkerVitals vitals = worker.vitals();
		Duration usable = worker.usableFor(this.means.loop().elapsed());
		return new RecycleSubject(worker.id(), place(worker), usable, vitals.heap(), vitals.maxHeap(),
				this.memory.rss(worker.pid()), vitals.requests());
	}

	/** Standbys have no slot, but each has a place that another one gets after it. */
	private int place(WorkerHandle worker) {
		return worker.slot().isStandby() ? -2 - this.means.slots().standbys().indexOf(worker.slot())
				: worker.slot().index();
	}

	private void act(RecyclePlan plan, Duration now) {
		for (RecyclePlan.Futile futile : plan.futile()) {
			RecycleDecision decision = futile.decision();
			logger.warn(("To recycle the worker before worker %d for its memory was of no use: %s. "
					+ "Nobody is recycled for that for %d s; the limit may be too low")
				.formatted(decision.worker(), decision.text(), futile.pause().toSeconds()));
		}
		// Those that fail at once count too: one attempt at a time.
		int busy = this.running;
		for (RecycleDecision decision : plan.due()) {
			WorkerHandle worker = find(decision.worker());
			if (busy < this.means.mayReplace(decision.cause()) && worker != null
					&& !this.means.replacer().isReplacing(worker.slot())) {
				busy++;
				recycle(worker, decision, now);
			}
		}
	}

	private @Nullable WorkerHandle find(int id) {
		return workers().stream().filter((worker) -> worker.id() == id).findFirst().orElse(null);
	}

	private void recycle(WorkerHandle worker, RecycleDecision decision, Duration now) {
		this.running++;
		this.policy.recycled(decision, now);
		this.means.listener().recycled(worker.view(), decision);
		this.means.replacer()
			.replace(worker.slot(), WorkerReason.RECYCLE, (failure) -> ended(worker, decision, failure));
	}

	private void ended(WorkerHandle worker, RecycleDecision decision, @Nullable String failure) {
		this.running--;
		if (failure == null) {
			this.counts.merge(decision.cause(), 1L, Long::sum);
		}
		else if (!this.stopped && worker.isAlive()) {
			Duration pause = this.policy.failed(decision, this.means.loop().elapsed());
			logger.warn("%s could not be recycled, and goes on: %s. It is tried again in %d s at the earliest"
				.formatted(worker.view(), failure, pause.toSeconds()));
		}
		this.last.add(0, new RecycleRecord(this.means.loop().now(), decision.worker(), worker.slot().index(),
				decision.cause(), decision.text(), failure));
		if (this.last.size() > KEPT) {
			this.last.remove(KEPT);
		}
	}

	/** Return how many workers were replaced for each limit. */
	Map<RecycleCause, Long> counts() {
		return Map.copyOf(this.counts);
	}

	/** Return what came of the last ones, the latest first. */
	List<RecycleRecord> last() {
		return List.copyOf(this.last);
	}

	/** Return what the workers have used at the last look. */
	List<WorkerUse> uses() {
		return workers().stream()
			.map((worker) -> new WorkerUse(worker.id(), worker.slot().index(), worker.vitals().heap(),
					worker.vitals().maxHeap(), this.memory.rss(worker.pid()), worker.vitals().requests()))
			.toList();
	}

	/** Return the share of the control group that was in use at the last look. */
	double cgroup() {
		return this.memory.cgroup();
	}

	/**
	 * What recycling needs.
	 *
	 * @param loop the thread
	 * @param slots the slots
	 * @param memory reads memory
	 * @param health tells how many workers may be replaced at once
	 * @param replacer replaces workers
	 * @param listener told of each
	 */
	record Means(SupervisorLoop loop, Slots slots, MemoryReader memory, Health health, Replacer replacer,
			ClusterListener listener) {

		int mayReplace(RecycleCause cause) {
			return this.health.mayReplace(cause);
		}

	}

	/**
	 * Whether this is a time to replace workers.
	 */
	@FunctionalInterface
	interface Health {

		/**
		 * Return how many workers may be replaced at once.
		 * @param cause what for
		 * @return the number, 0 while something else goes on
		 */
		int mayReplace(RecycleCause cause);

	}

	/**
	 * Replaces workers that go on until then.
	 */
	interface Replacer {

		/**
		 * Replace a worker by one of the same generation.
		 * @param slot its slot
		 * @param reason why
		 * @param outcome told why it was not replaced, or {@code null} if it was
		 */
		void replace(Slot slot, WorkerReason reason, Outcome outcome);

		/**
		 * Return whether somebody replaces the worker of a slot.
		 * @param slot the slot
		 * @return whether it is so
		 */
		boolean isReplacing(Slot slot);

	}

	/**
	 * Takes what came of a replacement.
	 */
	@FunctionalInterface
	interface Outcome {

		void ended(@Nullable String failure);

	}

}
