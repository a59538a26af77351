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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

import io.forkit.cluster.recycle.RecycleDecision;
import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.reload.ReloadSettings;
import io.forkit.cluster.restart.CrashSettings;
import io.forkit.cluster.scale.ScaleOutcome;
import io.forkit.cluster.scale.ScaleSettings;
import io.forkit.cluster.stage.StagedJar;
import io.forkit.cluster.stage.Stages;
import org.jspecify.annotations.Nullable;

/**
 * A supervisor whose time passes when a test says so, with workers that do what it says.
 */
final class VirtualCluster {

	static final Duration STOP_TIMEOUT = Duration.ofSeconds(35);

	static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);

	static final Duration LISTENER_TIMEOUT = Duration.ofSeconds(30);

	final VirtualLoop loop = new VirtualLoop();

	final List<FakeWorker> workers = new ArrayList<>();

	final List<String> happened = new ArrayList<>();

	final List<ReloadOutcome> reloaded = new ArrayList<>();

	final List<ScaleOutcome> scaled = new ArrayList<>();

	final List<ClusterLifecycleListener> listeners = new ArrayList<>();

	Stages stages = Stages.NONE;

	Executor copier = Runnable::run;

	WorkerProbe probe = (worker, path, timeout) -> CompletableFuture.completedFuture(null);

	Predicate<WorkerLaunch> unlaunchable = (launch) -> false;

	@Nullable Error launchError;

	ReloadSettings reload = ReloadSettings.DEFAULTS;

	ScaleSettings scale = ScaleSettings.DEFAULTS;

	CapacitySettings capacity = CapacitySettings.FIXED;

	CrashSettings crashes = CrashSettings.NO_LIMITS;

	SharedListeners sockets = new SharedListeners();

	final Map<Long, Long> rss = new HashMap<>();

	double cgroup = -1;

	MemoryReader memory = (pids, answer) -> answer.accept(new MemoryReader.Sample(this.rss, this.cgroup));

	final List<RecycleDecision> recycled = new ArrayList<>();

	@Nullable Supervisor started;

	Supervisor supervisor() {
		if (this.started == null) {
			throw new IllegalStateException("Not started");
		}
		return this.started;
	}

	/** Start a cluster, all workers of which are ready. */
	VirtualCluster run(int size) {
		ClusterSettings settings = new ClusterSettings(size, STOP_TIMEOUT, KILL_TIMEOUT,
				new ClusterSettings.Restart(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(10),
						this.crashes),
				null)
			.with(this.reload, this.scale, LISTENER_TIMEOUT)
			.withCapacity(this.capacity);
		this.started = new Supervisor(settings, new LeaderSettings(Duration.ofSeconds(10), Duration.ZERO), this.loop,
				this::launch, new Recorder(), this.sockets,
				new Surroundings((generation) -> this.stages.stage(generation), (task) -> this.copier.execute(task),
						this.listeners, (worker, path, timeout) -> this.probe.probe(worker, path, timeout),
						(pids, answer) -> this.memory.read(pids, answer)));
		this.started.start();
		this.loop.run();
		List.copyOf(this.workers).forEach(FakeWorker::becomesReady);
		return this;
	}

	/** Stop the cluster, and give back what its workers were sent. */
	void stop() {
		supervisor().stop();
		this.loop.run();
		this.workers.forEach(FakeWorker::closeFds);
	}

	private WorkerProcess launch(WorkerLaunch launch, WorkerProcess.Listener listener) throws IOException {
		if (this.unlaunchable.test(launch)) {
			if (this.launchError != null) {
				throw this.launchError;
			}
			throw new IOException("no more processes");
		}
		FakeWorker worker = new FakeWorker(launch, listener);
		this.workers.add(worker);
		return worker;
	}

	CompletableFuture<ReloadOutcome> reload() {
		CompletableFuture<ReloadOutcome> outcome = supervisor().reload();
		this.loop.run();
		return outcome;
	}

	CompletableFuture<ScaleOutcome> scale(int workers) {
		CompletableFuture<ScaleOutcome> outcome = supervisor().scale(workers);
		this.loop.run();
		return outcome;
	}

	FakeWorker worker(int id) {
		return this.workers.stream().filter((worker) -> worker.id() == id).findAny().orElseThrow();
	}

	FakeWorker last() {
		return this.workers.get(this.workers.size() - 1);
	}

	/** Let the worker become ready, and the time pass that it has to stay so. */
	void settles(int id) {
		worker(id).becomesReady();
		this.loop.advance(this.reload.settleTime());
	}

	/** Each process of the snapshot as {@code slot:id state/generation}. */
	List<String> processes() {
		return supervisor().snapshot()
			.workers()
			.stream()
			.map((worker) -> "%d:%d %s/%d".formatted(worker.slot(), worker.id(), worker.state(), worker.generation()))
			.toList();
	}

	/** Return how many processes have not ended. */
	int alive() {
		return supervisor().workers().size();
	}

	/** Copies that remember which of them are there. */
	static final class FakeStages implements Stages {

		final List<Integer> staged = new ArrayList<>();

		@Override
		public StagedJar stage(int generation) {
			this.staged.add(generation);
			return StagedJar.ORIGINAL;
		}

	}

	private final class Recorder implements ClusterListener {

		@Override
		public void workerChanged(WorkerInfo worker) {
			VirtualCluster.this.happened.add("%d %s %s".formatted(worker.id(), worker.state(), worker.reason()));
		}

		@Override
		public void recycled(WorkerView worker, RecycleDecision decision) {
			VirtualCluster.this.recycled.add(decision);
		}

		@Override
		public void reloaded(ReloadOutcome outcome) {
			VirtualCluster.this.reloaded.add(outcome);
		}

		@Override
		public void scaled(ScaleOutcome outcome) {
			VirtualCluster.this.scaled.add(outcome);
		}

		@Override
		public void ready(ClusterSnapshot snapshot) {
		}

	}

}
