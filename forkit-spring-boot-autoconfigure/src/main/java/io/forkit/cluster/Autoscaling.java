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
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.forkit.cluster.autoscale.AutoscaleDecision;
import io.forkit.cluster.autoscale.AutoscalePolicy;
import io.forkit.cluster.autoscale.AutoscaleSample;
import io.forkit.cluster.autoscale.AutoscaleSettings;
import io.forkit.cluster.scale.ScaleOutcome;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the load every moment, and changes the number of workers with it. Belongs to
 * the thread of the supervisor.
 */
final class Autoscaling {

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	private final AutoscaleSettings settings;

	private final AutoscalePolicy policy;

	private final Means means;

	private Runnable cancelLook = () -> {
	};

	private boolean stopped;

	private int size;

	private int queue;

	private long ups;

	private long downs;

	private @Nullable AutoscaleDecision last;

	private @Nullable Instant lastTime;

	Autoscaling(AutoscaleSettings settings, Means means) {
		this.settings = settings;
		this.policy = new AutoscalePolicy(settings);
		this.means = means;
	}

	/** The cluster runs. */
	void start() {
		this.size = this.means.scaler().size();
		schedule();
	}

	void stop() {
		this.stopped = true;
		this.cancelLook.run();
	}

	private void schedule() {
		if (!this.stopped) {
			this.cancelLook = this.means.loop().schedule(this.settings.interval(), this::sample);
			ready().forEach((worker) -> worker.send(new ControlMessage.VitalsWanted()));
		}
	}

	private List<WorkerHandle> ready() {
		return this.means.slots()
			.all()
			.stream()
			.filter((slot) -> !slot.isRetired())
			.map(Slot::worker)
			.filter((worker) -> worker != null && worker.state() == WorkerState.READY && worker.hasChannel()
					&& !worker.isStopping())
			.toList();
	}

	private void sample() {
		if (this.settings.maxMemory() == null) {
			sampled(MemoryReader.Sample.NONE);
			return;
		}
		this.means.memory().read(List.of(), (sample) -> this.means.loop().execute(() -> sampled(sample)));
	}

	/** Whatever comes of one look, there is another one. */
	private void sampled(MemoryReader.@Nullable Sample memory) {
		try {
			// Where nobody knows how much is left, there is none.
			if (!this.stopped && memory != null) {
				look(memory);
			}
		}
		finally {
			schedule();
		}
	}

	private void look(MemoryReader.Sample memory) {
		Duration now = this.means.loop().elapsed();
		int current = this.means.scaler().size();
		if (current != this.size) {
			this.size = current;
			this.policy.changed(now);
		}
		this.queue = this.means.listeners().queued();
		if (this.means.scaler().isQuiet()) {
			AutoscaleDecision decision = this.policy.look(sample(current, memory), now);
			if (decision != null && this.means.scaler().isOpenTo(decision.size())) {
				scale(decision, current, now);
			}
		}
		else {
			this.policy.hold();
		}
	}

	private AutoscaleSample sample(int current, MemoryReader.Sample memory) {
		List<WorkerHandle> ready = ready();
		double share = (memory.cgroup() >= 0 && !ready.isEmpty()) ? memory.cgroup() * (ready.size() + 1) / ready.size()
				: AutoscaleSample.UNKNOWN;
		return new AutoscaleSample(current, this.means.scaler().empty(), ready.size(), utilisation(ready), this.queue,
				share);
	}

	private static double utilisation(List<WorkerHandle> ready) {
		long occupied = 0;
		long capacity = 0;
		for (WorkerHandle worker : ready) {
			ServerUse use = worker.vitals().use();
			if (use.isKnown()) {
				occupied += use.occupied();
				capacity += use.capacity();
			}
		}
		return (capacity > 0) ? Math.min(1, occupied / (double) capacity) : AutoscaleSample.UNKNOWN;
	}

	private void scale(AutoscaleDecision decision, int current, Duration now) {
		logger
			.info("There are to be %d workers instead of %d: %s".formatted(decision.size(), current, decision.text()));
		if (decision.size() > current) {
			this.ups++;
		}
		else {
			this.downs++;
		}
		this.last = decision;
		this.lastTime = this.means.loop().now();
		this.size = decision.size();
		this.policy.changed(now);
		this.means.scaler().scale(decision.size()).thenAccept((outcome) -> scaled(decision, outcome));
	}

	private void scaled(AutoscaleDecision decision, ScaleOutcome outcome) {
		if (outcome.result() == ScaleOutcome.Result.INCOMPLETE && outcome.to() != decision.size()) {
			Duration pause = this.policy.forbidden(this.means.loop().elapsed());
			logger.info("There may not be %d workers: %s. Nobody asks again for %d s".formatted(decision.size(),
					outcome.reason(), pause.toSeconds()));
		}
	}

	AutoscaleSettings settings() {
		return this.settings;
	}

	/** Return the averaged share of the capacity that is taken, negative if unknown. */
	double utilisation() {
		return this.policy.utilisation();
	}

	/** Return how many connections waited to be accepted at the last look. */
	int queue() {
		return this.queue;
	}

	/** Return how often the number has grown. */
	long ups() {
		return this.ups;
	}

	/** Return how often the number has shrunk. */
	long downs() {
		return this.downs;
	}

	@Nullable AutoscaleDecision last() {
		return this.last;
	}

	@Nullable Instant lastTime() {
		return this.lastTime;
	}

	/**
	 * What autoscaling needs.
	 *
	 * @param loop the thread
	 * @param slots the slots
	 * @param listeners has the sockets
	 * @param memory reads memory
	 * @param scaler changes the number
	 */
	record Means(SupervisorLoop loop, Slots slots, SharedListeners listeners, MemoryReader memory, Scaler scaler) {

	}

	/**
	 * Changes the number of workers.
	 */
	interface Scaler {

		/**
		 * Return how many workers there are to be.
		 * @return the number
		 */
		int size();

		/**
		 * Return how many of those there will not be, because their slots are to stay
		 * empty.
		 * @return the number
		 */
		int empty();

		/**
		 * Return whether nothing goes on that has to be waited for.
		 * @return whether the number may be changed
		 */
		boolean isQuiet();

		/**
		 * Return whether the number may be changed without asking anybody again who is
		 * asked, or has forbidden it.
		 * @param size how many workers there are to be
		 * @return whether it may
		 */
		boolean isOpenTo(int size);

		/**
		 * Change the number.
		 * @param size how many workers there are to be
		 * @return the outcome, completed on the thread of the supervisor
		 */
		CompletableFuture<ScaleOutcome> scale(int size);

	}

}
