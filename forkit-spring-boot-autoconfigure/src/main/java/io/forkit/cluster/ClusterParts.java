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
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.forkit.cluster.scheduling.ConnectionDispatcher;
import io.forkit.cluster.scheduling.ConnectionScheduler;
import io.forkit.cluster.scheduling.HandOverStatistics;
import io.forkit.cluster.scheduling.Scheduling;
import io.forkit.cluster.stage.JarStages;
import io.forkit.cluster.stage.Stages;
import io.forkit.cluster.systemd.SystemdSettings;
import io.forkit.cluster.watch.HealthSettings;
import io.forkit.cluster.watch.ProbeTotals;
import io.forkit.ipc.json.JsonCodec;
import io.forkit.posix.EventLoop;
import io.forkit.process.jvm.JvmCommandLine;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the supervisor of a cluster works with: makes it at the start, and gives it back
 * at the end, all of it or as far as the start came. Belongs to whoever starts and stops
 * the cluster but for what others may ask.
 */
final class ClusterParts implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ClusterLifecycle.class);

	private static final ProbeTotals NO_PROBES = new ProbeTotals();

	private final StageCopier copier = new StageCopier();

	private final HandOverStatistics handOvers = new HandOverStatistics();

	private Stages stages = Stages.NONE;

	private @Nullable LoopOfEvents loop;

	private @Nullable WorkerChannels channels;

	private volatile @Nullable HungWorkers watch;

	private @Nullable ConnectionDispatcher dispatcher;

	private volatile @Nullable SystemdService service;

	private @Nullable StrangerReaper reaper;

	/**
	 * Make what is needed before there is a supervisor.
	 * @param settings how the cluster is to be run
	 * @param health when a worker is taken for hung
	 * @param remedy what can be done about it
	 * @param systemd what to do where systemd has started this process
	 * @param topics what else the primary and the workers talk about
	 * @param scheduler what chooses the workers for connections
	 * @return what was made
	 * @throws IOException if something cannot be had
	 */
	Made make(ClusterSettings settings, HealthSettings health, HungWorkers.Remedy remedy, SystemdSettings systemd,
			List<ControlTopic> topics, Supplier<@Nullable ConnectionScheduler> scheduler) throws IOException {
		JvmCommandLine commandLine = JvmCommandLine.ofThisProcess();
		this.stages = JarStages.of(commandLine, settings.program().jvmArguments(), settings.reload().stage());
		EventLoop events = new EventLoop("forkit-primary");
		LoopOfEvents thread = new LoopOfEvents(events);
		this.loop = thread;
		SystemdService link = SystemdService.of(systemd, thread);
		this.service = link;
		HungWorkers watching = new HungWorkers(health, settings.outputDirectory(), remedy);
		this.watch = watching;
		List<ControlTopic> all = new ArrayList<>(topics);
		all.add(watching.topic());
		WorkerChannels opened = new WorkerChannels(thread, new JsonCodec(), all);
		this.channels = opened;
		JvmWorkerLauncher launcher = new JvmWorkerLauncher(commandLine, settings.outputDirectory(), events, opened);
		SharedListeners listeners = new SharedListeners(createDispatcher(settings, scheduler.get(), launcher),
				link.sockets());
		return new Made(thread, link, watching, launcher, listeners);
	}

	private @Nullable ConnectionDispatcher createDispatcher(ClusterSettings settings,
			@Nullable ConnectionScheduler scheduler, JvmWorkerLauncher launcher) throws IOException {
		Scheduling scheduling = settings.scheduling().scheduling();
		ConnectionScheduler chooser = scheduler;
		if (chooser != null && scheduling != Scheduling.ROUND_ROBIN) {
			logger.warn(
					"The ConnectionScheduler %s is not asked: 'forkit.cluster.scheduling' is '%s' and not 'round-robin'"
						.formatted(chooser.getClass().getName(),
								scheduling.name().toLowerCase(Locale.ROOT).replace('_', '-')));
			chooser = null;
		}
		if (chooser != null) {
			launcher.chosen();
		}
		if (!scheduling.isShared()) {
			this.dispatcher = new ConnectionDispatcher(settings.scheduling(), chooser, this.handOvers);
		}
		return this.dispatcher;
	}

	/**
	 * Return what a supervisor uses.
	 * @param listeners the listeners of the user for what is planned
	 * @return what it uses
	 */
	Surroundings surroundings(List<ClusterLifecycleListener> listeners) {
		return new Surroundings(this.stages, this.copier, listeners, ClusterParts::probe, MemoryReader.ofSystem());
	}

	private static CompletableFuture<@Nullable String> probe(WorkerView worker, String path, Duration timeout) {
		return worker.probe(path, timeout).thenApply((result) -> result.isGood() ? null : result.describe(path));
	}

	/** Reap what others leave to this process, if it is process 1. */
	void reapStrangers() {
		this.reaper = (ProcessHandle.current().pid() == 1) ? StrangerReaper.start() : null;
	}

	/** Let this process read its classes from a copy as well. */
	void protectThisProcess() {
		this.stages.protectThisProcess();
	}

	/**
	 * Return the link to systemd. May be called by any thread.
	 * @return the link, {@code null} before it was made
	 */
	@Nullable SystemdService service() {
		return this.service;
	}

	/**
	 * Return what has come of the requests that workers have made to their own servers.
	 * May be called by any thread.
	 * @return the sums, which go on
	 */
	ProbeTotals probes() {
		HungWorkers current = this.watch;
		return (current != null) ? current.probes() : NO_PROBES;
	}

	/**
	 * Return how many connections were handed over. May be called by any thread.
	 * @return the numbers, which go on to change
	 */
	HandOverStatistics handOvers() {
		return this.handOvers;
	}

	/** Make no more copies, and remove those that are there. */
	void closeStages() {
		this.copier.close();
		this.stages.close();
	}

	/** Give back all the rest, when there is nobody who uses it any more. */
	@Override
	public void close() {
		close(this.loop);
		close(this.channels);
		close(this.watch);
		close(this.dispatcher);
		close(this.reaper);
		close(this.service);
	}

	private static void close(@Nullable AutoCloseable part) {
		try {
			if (part != null) {
				part.close();
			}
		}
		catch (Exception ex) {
			logger.warn("A part of the cluster could not be closed", ex);
		}
	}

	/**
	 * What was made for the supervisor.
	 *
	 * @param loop the thread
	 * @param service the link to systemd
	 * @param watch watches the workers
	 * @param launcher starts the workers
	 * @param listeners the sockets that the workers share
	 */
	record Made(LoopOfEvents loop, SystemdService service, HungWorkers watch, JvmWorkerLauncher launcher,
			SharedListeners listeners) {

	}

}
