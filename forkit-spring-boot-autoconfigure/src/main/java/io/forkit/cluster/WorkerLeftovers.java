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
import java.util.concurrent.locks.LockSupport;

import io.forkit.posix.ChildPid;
import io.forkit.posix.ProcessSnapshot;
import io.forkit.posix.Signal;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Ends what a dead worker has left behind: the members of its session, and whatever has
 * left that too and still has the variable of the worker.
 */
final class WorkerLeftovers {

	private static final Log logger = LogFactory.getLog(WorkerLeftovers.class);

	private static final int ROUNDS = 10;

	private static final Duration PAUSE = Duration.ofMillis(2);

	private WorkerLeftovers() {
	}

	/**
	 * End them. Waits a moment for that, so not to be called on a loop.
	 * @param worker the worker, which has ended and was not reaped: until then its number
	 * is that of its session
	 * @param marker the variable of the worker, with its value
	 */
	static void kill(ChildPid worker, byte[] marker) {
		try {
			// Again until none is left: one may have started another meanwhile.
			for (int round = 0; round < ROUNDS; round++) {
				List<ProcessSnapshot.Descendant> left = ProcessSnapshot.take().descendantsOf(worker, true, marker);
				if (left.isEmpty()) {
					return;
				}
				left.forEach(WorkerLeftovers::kill);
				LockSupport.parkNanos(PAUSE.toNanos() << round);
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			// Too many open files, or no memory. The worker itself is to be reaped all
			// the same.
			logger.error("What worker process " + worker.pid() + " has left behind cannot be found", ex);
		}
	}

	private static void kill(ProcessSnapshot.Descendant descendant) {
		try {
			descendant.signal(Signal.SIGKILL);
		}
		catch (IOException ex) {
			logger.error("Process %d, left behind by a worker, cannot be killed".formatted(descendant.pid()), ex);
		}
	}

}
