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
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.systemd.PassedSocket;
import io.forkit.cluster.systemd.ServiceNotifier;
import io.forkit.cluster.systemd.SystemdEnvironment;
import io.forkit.cluster.systemd.SystemdSettings;
import io.forkit.posix.MonotonicClock;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells systemd, if it has started this process, how the cluster is, see
 * {@code sd_notify(3)}. Does nothing otherwise. Belongs to the thread of the supervisor.
 */
final class SystemdService implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(SystemdService.class);

	private static final Duration EXTENSION = Duration.ofSeconds(30);

	private static final Duration EXTENSION_INTERVAL = Duration.ofSeconds(10);

	private final @Nullable ServiceNotifier notifier;

	private final @Nullable SystemdSockets sockets;

	private final @Nullable Duration watchdog;

	private final Duration startTimeout;

	private final SupervisorLoop loop;

	private @Nullable String status;

	private boolean started;

	private int reloads;

	private boolean stopping;

	SystemdService(SystemdEnvironment environment, List<PassedSocket> passed, SystemdSettings settings,
			SupervisorLoop loop, @Nullable ServiceNotifier notifier) {
		this.loop = loop;
		this.notifier = notifier;
		this.watchdog = environment.watchdog();
		this.startTimeout = settings.startTimeout();
		Boolean storeSockets = settings.storeSockets();
		boolean stored = (storeSockets != null) ? storeSockets : environment.storeSize() > 0;
		this.sockets = new SystemdSockets(passed, stored ? notifier : null);
	}

	private SystemdService(SupervisorLoop loop) {
		this.loop = loop;
		this.notifier = null;
		this.sockets = null;
		this.watchdog = null;
		this.startTimeout = Duration.ZERO;
	}

	/**
	 * Find out whether systemd has started this process, and take over what it has
	 * passed.
	 * @param settings what to do then
	 * @param loop the loop of the supervisor
	 * @return the service
	 * @throws IOException if this process may not have more open files
	 */
	static SystemdService of(SystemdSettings settings, SupervisorLoop loop) throws IOException {
		if (Boolean.FALSE.equals(settings.enabled())) {
			return new SystemdService(loop);
		}
		SystemdEnvironment environment = SystemdEnvironment.of(System.getenv(), ProcessHandle.current().pid());
		if (!environment.isPresent()) {
			if (settings.enabled() != null) {
				logger.warn("'forkit.cluster.systemd.enabled' is true, but systemd has given this process neither "
						+ "NOTIFY_SOCKET, as with 'Type=notify', nor LISTEN_FDS, as with a socket unit");
			}
			return new SystemdService(loop);
		}
		String address = environment.notifySocket();
		return new SystemdService(environment, PassedSocket.all(environment), settings, loop,
				(address != null) ? new ServiceNotifier(address, loop::schedule) : null);
	}

	/** Return the sockets that systemd has passed. */
	SocketKeeper sockets() {
		return (this.sockets != null) ? this.sockets : SocketKeeper.NONE;
	}

	/** The workers are about to be started. May be called by any thread. */
	void starting() {
		if (this.notifier != null) {
			Duration limit = this.watchdog;
			if (limit != null) {
				this.loop.execute(() -> live(limit.dividedBy(2)));
			}
			this.loop.execute(() -> extend(Duration.ZERO));
		}
	}

	private void extend(Duration soFar) {
		if (!this.started && !this.stopping && soFar.compareTo(this.startTimeout) < 0) {
			// First, so that what goes wrong once does not end it.
			this.loop.schedule(EXTENSION_INTERVAL, () -> extend(soFar.plus(EXTENSION_INTERVAL)));
			send(timeout(EXTENSION));
		}
	}

	private static String timeout(Duration duration) {
		return "EXTEND_TIMEOUT_USEC=" + micros(duration);
	}

	private static long micros(Duration duration) {
		return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
	}

	/** On the loop itself: while that hangs nothing comes. */
	private void live(Duration interval) {
		// First, so that what goes wrong once does not end it.
		this.loop.schedule(interval, () -> live(interval));
		send("WATCHDOG=1");
	}

	/**
	 * Something has changed.
	 * @param snapshot how the cluster is
	 */
	void changed(ClusterSnapshot snapshot) {
		if (this.notifier != null) {
			String text = status(snapshot);
			if (!text.equals(this.status)) {
				this.status = text;
				send("STATUS=" + text);
			}
		}
	}

	private String status(ClusterSnapshot snapshot) {
		long ready = snapshot.workers().stream().filter((worker) -> worker.state() == WorkerState.READY).count();
		long left = snapshot.workers().stream().filter((worker) -> worker.state() != WorkerState.EXITED).count();
		// While a worker is replaced there are two.
		String text = "%d of %d workers ready".formatted(Math.min(ready, snapshot.size()), snapshot.size());
		return switch (snapshot.state()) {
			case STARTING -> "Starting: " + text;
			case RUNNING -> (this.stopping ? "About to stop: " : (this.reloads > 0) ? "Reloading: " : "") + text;
			default -> "Stopping: %d %s left".formatted(left, (left == 1) ? "worker is" : "workers are");
		};
	}

	/**
	 * Every slot has had a ready worker.
	 * @param snapshot how the cluster is
	 */
	void ready(ClusterSnapshot snapshot) {
		this.started = true;
		if (this.notifier != null) {
			this.status = status(snapshot);
			send("READY=1", "STATUS=" + this.status);
		}
		if (this.sockets != null) {
			this.sockets.reportUnused();
		}
	}

	/**
	 * Somebody has asked for a reload, which may be refused. May be called by any thread.
	 */
	void reloading() {
		if (this.notifier != null) {
			String now = "MONOTONIC_USEC=" + MonotonicClock.micros();
			this.loop.execute(() -> {
				this.reloads++;
				if (this.started && !this.stopping) {
					send("RELOADING=1", now);
				}
			});
		}
	}

	/**
	 * A reload has ended, whatever has come of it. To be called once for each. May be
	 * called by any thread.
	 * @param outcome what has come of it
	 */
	void reloaded(ReloadOutcome outcome) {
		if (this.notifier != null) {
			this.loop.execute(() -> {
				this.reloads--;
				if (this.reloads == 0 && this.started && !this.stopping) {
					this.status = status(outcome);
					send("READY=1", "STATUS=" + this.status);
				}
			});
		}
	}

	private static String status(ReloadOutcome outcome) {
		String reason = (outcome.reason() != null) ? outcome.reason().lines().findFirst().orElse("") : "";
		return outcome.isCompleted() ? "Reloaded, generation " + outcome.generation()
				: "Reload %s: %s".formatted(outcome.result(), reason);
	}

	/**
	 * A stop begins. May be called by any thread.
	 * @param limit how long it takes at most
	 */
	void stopping(Duration limit) {
		if (this.notifier != null) {
			this.loop.execute(() -> {
				this.stopping = true;
				this.status = "Stopping";
				send("STOPPING=1", timeout(limit), "STATUS=" + this.status);
			});
		}
	}

	private void send(String... assignments) {
		if (this.notifier != null) {
			this.notifier.send(assignments);
		}
	}

	/** To be called when the loop has ended. */
	@Override
	public void close() {
		if (this.notifier != null) {
			this.notifier.close();
		}
	}

}
