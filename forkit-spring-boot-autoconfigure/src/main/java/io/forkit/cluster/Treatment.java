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
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.forkit.cluster.watch.HealthSettings;
import io.forkit.cluster.watch.Verdict;
import io.forkit.cluster.watch.Watch;
import io.forkit.cluster.watch.WorkerCondition;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Looks into workers that hang, and has them replaced.
 * <p>
 * Thread-safe.
 */
final class Treatment {

	private static final Log logger = LogFactory.getLog(HungWorkers.class);

	private final HealthSettings settings;

	private final Watch watch;

	private final WorkerDumps dumps;

	private final HungWorkers.Remedy remedy;

	private final Duration again;

	// Those that are looked into at the moment.
	private final Set<Integer> treated = ConcurrentHashMap.newKeySet();

	// What of those that are not well again was written down.
	private final Map<Integer, Set<WorkerCondition>> written = new ConcurrentHashMap<>();

	/**
	 * Create a treatment.
	 * @param settings what follows when a worker hangs
	 * @param watch knows how the workers fare
	 * @param dumps writes down what they do
	 * @param remedy what can be done
	 * @param again when it is tried again to replace a worker
	 */
	Treatment(HealthSettings settings, Watch watch, WorkerDumps dumps, HungWorkers.Remedy remedy, Duration again) {
		this.settings = settings;
		this.watch = watch;
		this.dumps = dumps;
		this.remedy = remedy;
		this.again = again;
	}

	/**
	 * A worker hangs: look into it, and then replace it if that is to be done.
	 * @param worker the worker
	 * @param verdict how it hangs
	 */
	void begin(WorkerView worker, Verdict verdict) {
		if (!this.treated.add(worker.id())) {
			return;
		}
		WorkerCondition condition = verdict.condition();
		// To write down a heap, all its threads have to stand still.
		this.watch.excuse(worker.id(), condition.answers());
		writeDown(worker, condition).whenComplete((done, ex) -> {
			this.treated.remove(worker.id());
			this.watch.excuse(worker.id(), false);
			if (isReplaced(condition)) {
				replace(worker, verdict);
				return;
			}
			// What came meanwhile was not looked into a second time.
			Verdict now = this.watch.verdict(worker.id());
			if (now.overdue() && isReplaced(now.condition())) {
				replace(worker, now);
			}
		});
	}

	/**
	 * The leader gives no sign of life. Nobody can follow it while it may go on, so it is
	 * killed, unless it is seen to be at work on what has a limit of its own.
	 * @param worker the worker
	 * @param silence for how long
	 * @return whether it is to have all of its time again
	 */
	boolean leaderSilent(WorkerView worker, Duration silence) {
		// Without a heartbeat there is nothing else to go by.
		boolean watched = this.settings.heartbeat().isEnabled();
		Verdict verdict = this.watch.verdict(worker.id());
		if (watched && verdict.isWaitedFor()) {
			boolean silent = !verdict.condition().answers();
			if (silent) {
				logger.warn("%s leads, but %s. It is waited for".formatted(worker, verdict.describe()));
			}
			return silent;
		}
		if (this.treated.add(worker.id())) {
			logger.error("%s leads, but has given no sign of life for %d ms: it is killed, so that another can lead"
				.formatted(worker, silence.toMillis()));
			writeDown(worker, watched ? verdict.condition() : WorkerCondition.SILENT).whenComplete((done, ex) -> {
				this.treated.remove(worker.id());
				if (worker.isDead()) {
					return;
				}
				if (watched && this.watch.verdict(worker.id()).isWaitedFor()) {
					logger.info("%s is not killed, because meanwhile it gives signs of life".formatted(worker));
				}
				else {
					this.remedy.kill(worker, WorkerReason.LEADERSHIP);
				}
			});
		}
		return false;
	}

	/** Once, however often it is tried to replace the worker. */
	private CompletableFuture<@Nullable Void> writeDown(WorkerView worker, WorkerCondition condition) {
		boolean held = condition == WorkerCondition.STOPPED || condition == WorkerCondition.TRACED;
		Set<WorkerCondition> before = this.written.computeIfAbsent(worker.id(),
				(id) -> Collections.synchronizedSet(EnumSet.noneOf(WorkerCondition.class)));
		boolean first = before.isEmpty();
		if (held || !before.add(condition)) {
			return CompletableFuture.completedFuture(null);
		}
		return this.dumps.take(worker, condition.answers(), first);
	}

	/**
	 * Return whether workers that fare like this are replaced.
	 * @param condition how they fare
	 * @return whether they are
	 */
	boolean isReplaced(WorkerCondition condition) {
		return this.settings.actions().of(condition) == HealthSettings.Action.REPLACE;
	}

	/**
	 * A worker is well again, or is gone: if there is a next time, all is written down.
	 * @param worker its id
	 */
	void forget(int worker) {
		this.written.remove(worker);
	}

	private void replace(WorkerView worker, Verdict verdict) {
		WorkerCondition now = this.watch.verdict(worker.id()).condition();
		if (worker.isDead() || !isReplaced(now)) {
			logger.info("%s is not replaced, because meanwhile it %s".formatted(worker,
					worker.isDead() ? "has ended" : this.watch.verdict(worker.id()).describe()));
		}
		else if (now.answers()) {
			logger.error("%s is replaced, because it %s".formatted(worker, verdict.describe()));
			replaceNewFirst(worker, now);
		}
		else {
			logger.error("%s is killed and replaced, because it %s".formatted(worker, verdict.describe()));
			this.remedy.kill(worker, WorkerReason.HANG);
		}
	}

	private void replaceNewFirst(WorkerView worker, WorkerCondition condition) {
		if (condition == WorkerCondition.SLOW_START) {
			this.remedy.end(worker);
			return;
		}
		this.remedy.replace(worker).thenAccept((failure) -> {
			if (failure != null && !worker.isDead()) {
				logger.warn("%s hangs but is not replaced: %s. That is tried again".formatted(worker, failure));
				CompletableFuture.delayedExecutor(this.again.toMillis(), TimeUnit.MILLISECONDS)
					.execute(() -> this.watch.remind(worker.id()));
			}
		});
	}

}
