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

import io.forkit.cluster.restart.EndCause;
import io.forkit.cluster.restart.StartFailure;
import io.forkit.cluster.restart.WorkerEnd;
import io.forkit.posix.Signal;
import org.jspecify.annotations.Nullable;

/**
 * Tells what kind of end a worker has come to.
 */
final class WorkerEnds {

	// All last exits of a snapshot have to fit into one internal message.
	private static final int MAX_FAILURE = 60;

	private WorkerEnds() {
	}

	/**
	 * Return how a worker has ended.
	 * @param worker the worker
	 * @param status its exit status
	 * @param now the present, on the clock that is never set
	 * @return how
	 */
	static WorkerEnd of(WorkerHandle worker, WorkerExitStatus status, Duration now) {
		return new WorkerEnd(cause(worker, status), status.code(), isFromOutside(status), status.toString(),
				worker.reached().name(), readyFor(worker, now), worker.failure());
	}

	/** Who waits in a place of a standby has nothing else to be ready for. */
	private static @Nullable Duration readyFor(WorkerHandle worker, Duration now) {
		return (worker.slot().isStandby() && worker.wasUsable()) ? worker.usableFor(now) : worker.readyFor(now);
	}

	/** SIGKILL comes from outside; what else ends a JVM at its start will do so again. */
	private static boolean isFromOutside(WorkerExitStatus status) {
		return status.signal() == Signal.SIGKILL || status.isUnknown();
	}

	private static EndCause cause(WorkerHandle worker, WorkerExitStatus status) {
		return switch (worker.reason()) {
			case START, STANDBY, FORK, CRASH, LOST -> worker.view().isKilled(status) ? EndCause.LEFT : EndCause.CRASH;
			// An application that has closed itself has asked nobody.
			case LEAVE -> (worker.view().exitedAfterDisconnect() || worker.view().isKilled(status)) ? EndCause.LEFT
					: EndCause.CRASH;
			case HANG, LEADERSHIP -> EndCause.HUNG;
			case RELOAD, ROLLBACK, RECYCLE, REQUEST, SCALE, DISCONNECT, STOP -> EndCause.PLANNED;
		};
	}

	/**
	 * Return how a worker has ended, for people.
	 * @param worker the worker
	 * @param status its exit status
	 * @return how, in short
	 */
	static String describe(WorkerHandle worker, WorkerExitStatus status) {
		StartFailure failure = worker.failure();
		if (failure == null) {
			return status.toString();
		}
		String exception = failure.exception().substring(failure.exception().lastIndexOf('.') + 1);
		return status + " (" + exception.substring(0, Math.min(exception.length(), MAX_FAILURE)) + ")";
	}

}
