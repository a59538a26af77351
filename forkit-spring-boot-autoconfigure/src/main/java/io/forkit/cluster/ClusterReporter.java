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
import java.util.stream.Collectors;

import io.forkit.cluster.recycle.RecycleDecision;
import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.restart.BreakerInfo;
import io.forkit.cluster.scale.ScaleOutcome;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes a log line and an event of everything that happens.
 */
final class ClusterReporter implements ClusterListener {

	private static final Log logger = LogFactory.getLog(ClusterLifecycle.class);

	private final ClusterLifecycle cluster;

	private final EventPublication events;

	private final WorkerMessages messages;

	private final HungWorkers watch;

	private final SystemdService systemd;

	private final BreakerLog breakers;

	/**
	 * Create a reporter.
	 * @param cluster the source of the events
	 * @param events publishes them
	 * @param messages told of workers that come and go
	 * @param watch told of what workers do
	 * @param systemd told how the cluster is
	 */
	ClusterReporter(ClusterLifecycle cluster, EventPublication events, WorkerMessages messages, HungWorkers watch,
			SystemdService systemd) {
		this.cluster = cluster;
		this.events = events;
		this.messages = messages;
		this.watch = watch;
		this.systemd = systemd;
		this.breakers = new BreakerLog(logger, cluster.settings().restart().crashes());
	}

	@Override
	public void workerChanged(WorkerInfo worker) {
		String name = "Worker %d (%s, pid %d)".formatted(worker.id(), Slot.name(worker.slot()), worker.pid());
		if (worker.state() == WorkerState.STARTING || worker.state() == WorkerState.DRAINING) {
			logger.info("%s is %s (%s)".formatted(name, worker.state(), worker.reason()));
		}
		else if (worker.state() == WorkerState.STANDBY && worker.slot() != WorkerInfo.NO_SLOT) {
			// That it takes the slot has been said.
			logger.debug(name + " opens its gate");
		}
		else if (worker.state() != WorkerState.EXITED) {
			logger.info(name + " is " + worker.state());
		}
		else if (worker.reason() == WorkerReason.HANG || worker.reason() == WorkerReason.LEADERSHIP) {
			logger.warn("%s ended (%s): %s".formatted(name, worker.reason(), worker.lastExit()));
		}
		else if (worker.reason() != WorkerReason.CRASH) {
			logger.info(name + " ended: " + worker.lastExit());
		}
		else {
			logger.warn(name + " ended: " + worker.lastExit());
		}
		this.systemd.changed(this.cluster.snapshot());
		this.watch.changed(worker.id(), worker.state());
		this.events.publish(new WorkerStateChangedEvent(this.cluster, worker));
	}

	@Override
	public void happened(WorkerView worker, WorkerEvent event) {
		if (event instanceof WorkerEvent.Forked) {
			this.watch.forked(worker);
			worker.channel().onUnhandled((message) -> this.events.publish(worker, message));
			this.messages.forked(worker);
		}
		else if (event instanceof WorkerEvent.Exited) {
			this.messages.exited(worker);
		}
		this.events.publish(worker, event);
	}

	@Override
	public void recycled(WorkerView worker, RecycleDecision decision) {
		logger.info("%s is recycled: %s".formatted(worker, decision.text()));
		this.events.publish(new WorkerRecycledEvent(worker, decision.cause(), decision.text()));
	}

	@Override
	public void leaderChanged(@Nullable LeaderInfo leader) {
		if (leader != null) {
			logger.info("Worker %d (slot %d, pid %d) is the leader, term %d".formatted(leader.worker(), leader.slot(),
					leader.pid(), leader.term()));
		}
		this.events.publish(new LeaderChangedEvent(this.cluster, leader, false));
	}

	@Override
	public boolean leaderSilent(WorkerView worker, Duration silence) {
		return this.watch.leaderSilent(worker, silence);
	}

	@Override
	public void breakerChanged(BreakerInfo breaker) {
		this.breakers.changed(breaker);
		this.events.publish(new BreakerChangedEvent(this.cluster, breaker));
	}

	@Override
	public void reloaded(ReloadOutcome outcome) {
		String text = "The reload %s after %d ms".formatted(switch (outcome.result()) {
			case COMPLETED -> "to generation " + outcome.generation() + " is complete";
			case ROLLED_BACK -> "was rolled back";
			case REFUSED -> "was refused";
			case STOPPED -> "was given up";
		}, outcome.duration().toMillis());
		if (outcome.isCompleted()) {
			logger.info(text);
		}
		else if (outcome.result() == ReloadOutcome.Result.ROLLED_BACK) {
			logger.error(text + ": " + outcome.reason());
		}
		else {
			logger.warn(text + ": " + outcome.reason());
		}
		this.events.publish(new ClusterReloadedEvent(this.cluster, outcome));
	}

	@Override
	public void scaled(ScaleOutcome outcome) {
		String text = "The number of workers is %d, and was %d".formatted(outcome.to(), outcome.from());
		if (outcome.isCompleted()) {
			logger.info(text);
		}
		else {
			logger.warn("%s (%s): %s".formatted(text, outcome.result(), outcome.reason()));
		}
		this.events.publish(new ClusterScaledEvent(this.cluster, outcome));
	}

	@Override
	public void ready(ClusterSnapshot snapshot) {
		String addresses = snapshot.listeners()
			.stream()
			.map(ListenerInfo::describe)
			.distinct()
			.collect(Collectors.joining(", "));
		logger.info("Cluster is ready: %s%s".formatted(workers(snapshot.size()),
				addresses.isEmpty() ? "" : " on " + addresses));
		this.systemd.ready(snapshot);
		this.events.publish(new ClusterReadyEvent(this.cluster, snapshot));
	}

	static String workers(int number) {
		return number + ((number == 1) ? " worker" : " workers");
	}

}
