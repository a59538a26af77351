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
import java.util.concurrent.CompletableFuture;

import io.forkit.posix.Signal;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The end of a cluster that somebody wants: at first it is only told to those who send
 * requests, if they need time to hear of it, then the workers finish what they have
 * begun. Whoever has no patience can hurry both. Thread-safe.
 */
final class ClusterStop {

	private static final Log logger = LogFactory.getLog(ClusterLifecycle.class);

	private final Workers workers;

	private final SupervisorLoop loop;

	private final StopNotice notice;

	private final Duration delay;

	private final Duration killTimeout;

	private boolean begun;

	private boolean stopped;

	private int hurries;

	/**
	 * Create the end of a cluster, which does not begin yet.
	 * @param workers what is to end
	 * @param loop the loop of the supervisor
	 * @param notice tells the workers
	 * @param delay how long the workers go on to serve
	 * @param killTimeout how long a worker may take to end after SIGTERM
	 */
	ClusterStop(Workers workers, SupervisorLoop loop, StopNotice notice, Duration delay, Duration killTimeout) {
		this.workers = workers;
		this.loop = loop;
		this.notice = notice;
		this.delay = delay;
		this.killTimeout = killTimeout;
	}

	/**
	 * Begin.
	 * @return completed when the last worker has ended
	 */
	synchronized CompletableFuture<Void> begin() {
		if (!this.begun) {
			this.begun = true;
			if (isDelayed() && this.hurries == 0) {
				logger.info("The workers go on for %d ms, and say that they are not ready"
					.formatted(this.delay.toMillis()));
				this.notice.give();
				this.loop.schedule(this.delay, this::stop);
			}
			else {
				stop();
			}
		}
		return this.workers.ended();
	}

	/**
	 * Return whether the stop begins with the delay, or will.
	 * @return whether there is one, and a worker that serves
	 */
	boolean isDelayed() {
		return !this.delay.isZero() && this.workers.areServing();
	}

	synchronized boolean hasBegun() {
		return this.begun;
	}

	private synchronized void stop() {
		if (!this.stopped) {
			this.stopped = true;
			this.workers.stop();
		}
	}

	/**
	 * Have it done sooner. The first time the delay is over, and the workers get SIGTERM;
	 * from the second time on SIGKILL.
	 */
	synchronized void hurry() {
		this.hurries++;
		this.begun = true;
		stop();
		if (this.hurries == 1) {
			logger.warn("The workers get SIGTERM, and SIGKILL in %d ms; the next signal makes it SIGKILL at once"
				.formatted(this.killTimeout.toMillis()));
			signal(Signal.SIGTERM);
			this.loop.schedule(this.killTimeout, () -> signal(Signal.SIGKILL));
		}
		else {
			logger.warn("The workers get SIGKILL");
			signal(Signal.SIGKILL);
		}
	}

	/** On the loop, where the stop has come before. */
	private void signal(Signal signal) {
		this.loop.execute(() -> this.workers.signal(signal));
	}

	/**
	 * What is to end. Thread-safe.
	 */
	interface Workers {

		/**
		 * Return whether requests are served.
		 * @return whether the cluster has started, and is not ending
		 */
		boolean areServing();

		/** Have them finish what they have begun. */
		void stop();

		void signal(Signal signal);

		CompletableFuture<Void> ended();

		/**
		 * The workers of a supervisor.
		 *
		 * @param supervisor the supervisor
		 */
		record Supervised(Supervisor supervisor) implements Workers {

			@Override
			public boolean areServing() {
				return this.supervisor.snapshot().state() == ClusterState.RUNNING;
			}

			@Override
			public void stop() {
				this.supervisor.stop();
			}

			@Override
			public void signal(Signal signal) {
				this.supervisor.workers().forEach((worker) -> worker.kill(signal));
			}

			@Override
			public CompletableFuture<Void> ended() {
				return this.supervisor.ended();
			}

		}

	}

}
