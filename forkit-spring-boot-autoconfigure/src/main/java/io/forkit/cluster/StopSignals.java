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
import java.util.List;
import java.util.function.LongSupplier;

import io.forkit.posix.Signal;
import io.forkit.posix.SignalHandlers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Lets SIGINT and SIGTERM stop the cluster, and each further one hurry: a JVM that is
 * ending does not care for them by itself. Thread-safe.
 */
final class StopSignals {

	private static final Log logger = LogFactory.getLog(StopSignals.class);

	/**
	 * Build tools get the Ctrl-C of a terminal too, and pass it on to what they have
	 * started.
	 */
	static final Duration SAME = Duration.ofMillis(500);

	private final ClusterStop stop;

	private final LongSupplier clock;

	private boolean any;

	private long last;

	StopSignals(ClusterStop stop, LongSupplier clock) {
		this.stop = stop;
		this.clock = clock;
	}

	/**
	 * Handle the signals of this process from now on.
	 * @param stop what they are about
	 */
	static void install(ClusterStop stop) {
		StopSignals signals = new StopSignals(stop, System::nanoTime);
		for (Signal signal : List.of(Signal.SIGINT, Signal.SIGTERM)) {
			if (!SignalHandlers.install(signal, signals::received) && signal == Signal.SIGTERM) {
				warn();
			}
		}
	}

	private static void warn() {
		if (ProcessHandle.current().pid() == 1) {
			logger.warn("This is process 1, and the JVM does not let SIGTERM be handled, as with -Xrs: "
					+ "it does nothing, and only SIGKILL stops the cluster. Remove -Xrs");
		}
		else {
			logger.warn("The JVM does not let SIGTERM be handled, as with -Xrs: it ends the primary at once, and the "
					+ "workers go on for 'forkit.cluster.orphan-timeout' at most");
		}
	}

	void received(Signal signal, Runnable end) {
		boolean first;
		synchronized (this) {
			long now = this.clock.getAsLong();
			if (this.any && now - this.last < SAME.toNanos()) {
				logger.debug(signal + " is taken for the one before");
				return;
			}
			first = !this.any;
			this.any = true;
			this.last = now;
		}
		if (first && !this.stop.hasBegun()) {
			end.run();
		}
		else {
			this.stop.hurry();
		}
	}

}
