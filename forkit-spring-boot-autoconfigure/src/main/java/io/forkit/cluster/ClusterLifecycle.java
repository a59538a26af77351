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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.forkit.cluster.capacity.ClusterCapacity;
import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.scale.ScaleOutcome;
import io.forkit.cluster.scale.ScaleSettings;
import io.forkit.cluster.scheduling.ConnectionScheduler;
import io.forkit.cluster.scheduling.HandOverStatistics;
import io.forkit.cluster.stage.StageException;
import io.forkit.cluster.systemd.SystemdSettings;
import io.forkit.cluster.watch.HealthSettings;
import io.forkit.cluster.watch.ProbeTotals;
import io.forkit.ipc.MessageSubscription;
import io.forkit.ipc.Request;
import io.forkit.ipc.SentMessage;
import io.forkit.posix.PosixSupport;
import io.forkit.process.jvm.JvmCommandLine;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

/**
 * The cluster, as a bean of the primary: starts the workers with the context, keeps them
 * alive, and ends them with the context.
 * <p>
 * Thread-safe. Events are published one after the other on a thread of their own, so that
 * a slow listener does not hold up the supervision.
 *
 * @since 0.1.0
 */
public final class ClusterLifecycle implements SmartLifecycle, Cluster {

	private static final Log logger = LogFactory.getLog(ClusterLifecycle.class);

	private static final Duration MARGIN = Duration.ofSeconds(5);

	private volatile ClusterSettings settings;

	private volatile HealthSettings health = HealthSettings.DEFAULTS;

	private final LeaderSettings leaderSettings;

	private final List<ControlTopic> topics;

	private final ApplicationEventPublisher publisher;

	private final EventPublication events;

	private final WorkerMessages messages = new WorkerMessages();

	private final Supplier<@Nullable ConnectionScheduler> scheduler;

	private final Supplier<List<ClusterLifecycleListener>> listeners;

	private final ClusterParts parts = new ClusterParts();

	private final StopNotice stopNotice = new StopNotice();

	private Duration stopDelay = Duration.ZERO;

	private boolean ownsProcess;

	private SystemdSettings systemd = new SystemdSettings(false, false, Duration.ZERO);

	private volatile @Nullable ClusterStop stop;

	private volatile @Nullable Supervisor supervisor;

	private volatile boolean running;

	private final ClusterCapacity capacity = new StartedCapacity(() -> supervisor().capacity());

	public ClusterLifecycle(ClusterSettings settings, ApplicationEventPublisher publisher) {
		this(settings, LeaderSettings.DEFAULTS, List.of(), publisher);
	}

	/**
	 * Create a cluster in which nobody but forkit chooses the workers for connections.
	 * @param settings how it is to be run
	 * @param leaderSettings when a leader has to go
	 * @param topics what else the primary and the workers talk about
	 * @param publisher told of its events
	 */
	public ClusterLifecycle(ClusterSettings settings, LeaderSettings leaderSettings, List<ControlTopic> topics,
			ApplicationEventPublisher publisher) {
		this(settings, leaderSettings, topics, publisher, () -> null);
	}

	/**
	 * Create a cluster, to be started.
	 * @param settings how it is to be run
	 * @param leaderSettings when a leader has to go
	 * @param topics what else the primary and the workers talk about
	 * @param publisher told of its events
	 * @param scheduler what chooses the workers for connections, asked for at the start;
	 * may return {@code null}
	 */
	public ClusterLifecycle(ClusterSettings settings, LeaderSettings leaderSettings, List<ControlTopic> topics,
			ApplicationEventPublisher publisher, Supplier<@Nullable ConnectionScheduler> scheduler) {
		this(settings, leaderSettings, topics, publisher, scheduler, List::of);
	}

	/**
	 * Create a cluster, to be started.
	 * @param settings how it is to be run
	 * @param leaderSettings when a leader has to go
	 * @param topics what else the primary and the workers talk about
	 * @param publisher told of its events
	 * @param scheduler what chooses the workers for connections, asked for at the start;
	 * may return {@code null}
	 * @param listeners who is asked before something is done on purpose, looked up at the
	 * start
	 */
	public ClusterLifecycle(ClusterSettings settings, LeaderSettings leaderSettings, List<ControlTopic> topics,
			ApplicationEventPublisher publisher, Supplier<@Nullable ConnectionScheduler> scheduler,
			Supplier<List<ClusterLifecycleListener>> listeners) {
		this.listeners = listeners;
		this.scheduler = scheduler;
		this.topics = Stream.concat(topics.stream(), Stream.of(this.stopNotice, new CapacityTopic(this.capacity)))
			.toList();
		this.settings = settings;
		this.leaderSettings = leaderSettings;
		this.publisher = publisher;
		this.events = new EventPublication(publisher);
	}

	/**
	 * Set when a worker is taken for hung, and what follows. To be called before the
	 * start. Without it the {@linkplain HealthSettings#DEFAULTS defaults} apply.
	 * @param health the settings
	 */
	public void watch(HealthSettings health) {
		this.health = health;
	}

	/**
	 * Return why a cluster cannot be run here.
	 * @return the reason as a sentence, or {@code null} if it can
	 */
	public static @Nullable String unsupported() {
		String missing = PosixSupport.missing();
		if (missing != null) {
			return "A cluster needs Linux with glibc 2.34 or newer, but " + missing + ".";
		}
		try {
			JvmCommandLine commandLine = JvmCommandLine.ofThisProcess();
			return commandLine.isJavaLauncher() ? null
					: "Workers are started with the command line of the primary, but its executable '"
							+ commandLine.executable() + "' is not the java launcher.";
		}
		catch (IOException ex) {
			return "Workers are started with the command line of the primary, but it cannot be read (" + ex + ").";
		}
	}

	/**
	 * Set how long the workers go on to serve before a stop, and say meanwhile that they
	 * are not ready. Defaults to zero. To be called before the start.
	 * @param stopDelay the delay, not negative
	 */
	public void setStopDelay(Duration stopDelay) {
		Assert.isTrue(!stopDelay.isNegative(), () -> "'stopDelay' must not be negative but is " + stopDelay);
		this.stopDelay = stopDelay;
	}

	/**
	 * Set whether this process is there for the cluster alone: the signals that end it
	 * stop the cluster, each further one makes that quicker, and if it is process 1, it
	 * reaps what others leave to it. Defaults to {@code false}. To be called before the
	 * start.
	 * @param ownsProcess whether it is
	 */
	public void setOwnsProcess(boolean ownsProcess) {
		this.ownsProcess = ownsProcess;
	}

	/**
	 * Set what to do where systemd has started this process. Defaults to nothing. To be
	 * called before the start.
	 * @param systemd the settings
	 */
	public void setSystemd(SystemdSettings systemd) {
		this.systemd = systemd;
	}

	@Override
	public void start() {
		try {
			ClusterParts.Made made = this.parts.make(this.settings, this.health,
					new SupervisedRemedy(() -> supervisor().control(), this.events), this.systemd, this.topics,
					this.scheduler);
			Supervisor started = supervise(made);
			ClusterStop end = new ClusterStop(new ClusterStop.Workers.Supervised(started), made.loop(), this.stopNotice,
					this.stopDelay, this.settings.killTimeout());
			this.stop = end;
			if (this.ownsProcess) {
				StopSignals.install(end);
				this.parts.reapStrangers();
			}
			this.parts.protectThisProcess();
			logger.info("The primary, pid %d, starts %s".formatted(ProcessHandle.current().pid(),
					ClusterReporter.workers(this.settings.workers())));
			this.running = true;
			made.service().starting();
			this.events.publish(new ClusterSetupEvent(this, this.settings));
			made.watch().start();
			started.start();
		}
		catch (IOException | StageException ex) {
			release();
			throw new ClusterStartException("The cluster cannot be started: " + ex.getMessage(), ex);
		}
		catch (RuntimeException ex) {
			release();
			throw ex;
		}
	}

	/** No {@link #setup} gets lost meanwhile. */
	private synchronized Supervisor supervise(ClusterParts.Made made) {
		// Here and not on the thread of the supervisor, which runs no code of the user.
		List<ClusterLifecycleListener> asked = List.copyOf(this.listeners.get());
		Supervisor created = new Supervisor(this.settings, this.leaderSettings, made.loop(), made.launcher(),
				new ClusterReporter(this, this.events, this.messages, made.watch(), made.service()), made.listeners(),
				this.parts.surroundings(asked));
		this.supervisor = created;
		return created;
	}

	/**
	 * Wait until every slot has had a ready worker, or the cluster is stopped before
	 * that.
	 * @return whether the cluster has started
	 * @throws ClusterStartException if the start has failed
	 */
	public boolean awaitStarted() {
		try {
			supervisor().started().join();
			return true;
		}
		catch (CancellationException ex) {
			return false;
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof ClusterStartException failure) {
				throw failure;
			}
			throw ex;
		}
	}

	/** Wait until the cluster was stopped and all workers have ended. */
	public void awaitEnded() {
		supervisor().ended().join();
	}

	@Override
	public ClusterSnapshot snapshot() {
		return supervisor().snapshot();
	}

	@Override
	public ClusterSettings settings() {
		return this.settings;
	}

	@Override
	public synchronized void setup(UnaryOperator<WorkerProgram> change) {
		Assert.notNull(change, "'change' must not be null");
		WorkerProgram program = change.apply(this.settings.program());
		Assert.notNull(program, "'change' must return a program");
		program.check();
		this.settings = this.settings.withProgram(program);
		Supervisor current = this.supervisor;
		if (current != null) {
			current.program(program);
			this.events.publish(new ClusterSetupEvent(this, this.settings));
		}
	}

	@Override
	public List<Worker> workers() {
		return supervisor().workers();
	}

	@Override
	public Worker fork(Map<String, String> environment) {
		WorkerVariables.check(environment);
		try {
			return supervisor().control().fork(Map.copyOf(environment)).join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw ex;
		}
	}

	@Override
	public CompletableFuture<Void> disconnect() {
		return supervisor().disconnect().thenCompose((ended) -> this.events.told());
	}

	@Override
	public CompletableFuture<ReloadOutcome> reload() {
		Supervisor current = supervisor();
		SystemdService link = Objects.requireNonNull(this.parts.service());
		link.reloading();
		CompletableFuture<ReloadOutcome> outcome = current.reload();
		outcome.thenAccept(link::reloaded);
		return afterEvents(outcome);
	}

	@Override
	public CompletableFuture<ScaleOutcome> scale(int workers) {
		Assert.isTrue(workers >= 1 && workers <= ScaleSettings.MAX_WORKERS,
				() -> "'workers' must be from 1 to %d but is %d".formatted(ScaleSettings.MAX_WORKERS, workers));
		return afterEvents(supervisor().scale(workers));
	}

	/**
	 * Change the number of workers by some, but leave at least one.
	 * @param workers how many more there should be
	 * @return the outcome, as that of {@link #scale(int)}
	 */
	public CompletableFuture<ScaleOutcome> scaleBy(int workers) {
		return afterEvents(supervisor().scaleBy(workers));
	}

	@Override
	public CompletableFuture<Optional<String>> replace(Worker worker) {
		Assert.notNull(worker, "'worker' must not be null");
		Assert.isInstanceOf(WorkerView.class, worker, "'worker' must be one of this cluster");
		return afterEvents(supervisor().control()
			.replace((WorkerView) worker, WorkerReason.REQUEST)
			.thenApply(Optional::ofNullable));
	}

	@Override
	public ClusterOperations operations() {
		Supervisor current = supervisor();
		return new ClusterOperations(current.reloads().runningSince(), current.reloads().history(),
				current.scaling().history());
	}

	/** No code of the user runs on the thread of the supervisor. */
	private <T> CompletableFuture<T> afterEvents(CompletableFuture<T> result) {
		return result.thenCompose((value) -> this.events.told().thenApply((told) -> value));
	}

	@Override
	public Map<Worker, SentMessage> send(Predicate<Worker> to, @Nullable Object message) {
		return forEach(to, (worker) -> worker.send(message));
	}

	@Override
	public <T> Map<Worker, Request<T>> request(Predicate<Worker> to, @Nullable Object message, Class<T> answer) {
		return forEach(to, (worker) -> worker.request(message, answer));
	}

	@Override
	public CompletableFuture<List<Integer>> revive() {
		return afterEvents(supervisor().revive());
	}

	/**
	 * Return what the primary is to end with.
	 * @return the exit code: 0 unless the cluster has given up
	 */
	public int exitCode() {
		return supervisor().exitCode();
	}

	private <R> Map<Worker, R> forEach(Predicate<Worker> to, Function<Worker, R> action) {
		Map<Worker, R> results = new LinkedHashMap<>();
		workers().stream()
			.filter((worker) -> worker.isConnected() && to.test(worker))
			.forEach((worker) -> results.put(worker, action.apply(worker)));
		return results;
	}

	@Override
	public <T> MessageSubscription onMessage(Class<T> type, BiConsumer<Worker, T> listener) {
		return this.messages.onMessage(type, listener);
	}

	@Override
	public <T> MessageSubscription onRequest(Class<T> type, RequestHandler<T> handler) {
		return this.messages.onRequest(type, handler);
	}

	@Override
	public ClusterCapacity capacity() {
		return this.capacity;
	}

	private Supervisor supervisor() {
		Supervisor current = this.supervisor;
		if (current == null) {
			throw new IllegalStateException("The cluster has not been started");
		}
		return current;
	}

	/**
	 * Return what has come of the requests that workers have made to their own servers
	 * because {@code forkit.cluster.health.probe.path} is set.
	 * @return the sums, which go on
	 */
	public ProbeTotals probes() {
		return this.parts.probes();
	}

	@Override
	public void stop(Runnable callback) {
		ClusterStop end = Objects.requireNonNull(this.stop, "'stop' must be there while this runs");
		logger.info("Stopping the workers, within %d s".formatted(stopLimit().minus(MARGIN).toSeconds()));
		SystemdService link = this.parts.service();
		if (link != null) {
			link.stopping(stopLimit());
		}
		if (end.isDelayed()) {
			AvailabilityChangeEvent.publish(this.publisher, this, ReadinessState.REFUSING_TRAFFIC);
		}
		end.begin().thenCompose((ended) -> this.events.told()).whenComplete((result, failure) -> {
			release();
			callback.run();
		});
	}

	/** Give back what the start has made, all of it or as far as it came. */
	private void release() {
		this.running = false;
		this.events.close();
		this.parts.closeStages();
		Supervisor current = this.supervisor;
		if (current != null) {
			// One whose start has failed half-way is to know that it is over.
			current.stop();
		}
		this.parts.close();
	}

	@Override
	public void stop() {
		stop(() -> {
		});
		awaitEnded();
	}

	/**
	 * Return how many connections were handed over to the workers, which is none where
	 * they accept by themselves.
	 * @return the numbers, which go on to change
	 */
	public HandOverStatistics handOvers() {
		return this.parts.handOvers();
	}

	/**
	 * Return how long a stop takes at most.
	 * @return the limit
	 */
	public Duration stopLimit() {
		return this.stopDelay.plus(this.settings.stopTimeout()).plus(this.settings.killTimeout()).plus(MARGIN);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

}
