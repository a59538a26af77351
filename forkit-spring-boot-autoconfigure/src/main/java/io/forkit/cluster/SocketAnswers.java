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
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.forkit.cluster.ControlMessage.ListenReply;
import io.forkit.cluster.ControlMessage.ListenReply.Outcome;
import io.forkit.posix.Fd;

/**
 * Answers workers that ask for sockets. Belongs to the thread of the supervisor.
 */
final class SocketAnswers {

	private final SharedListeners listeners;

	private final BooleanSupplier ending;

	private final Predicate<ListenException> failedStart;

	/**
	 * Create answers.
	 * @param listeners the sockets
	 * @param ending whether the cluster is ending
	 * @param failedStart told that the application cannot have a socket that it needs;
	 * returns whether the start of the cluster fails for that
	 */
	SocketAnswers(SharedListeners listeners, BooleanSupplier ending, Predicate<ListenException> failedStart) {
		this.listeners = listeners;
		this.ending = ending;
		this.failedStart = failedStart;
	}

	ListenReply listen(WorkerHandle worker, ControlMessage.Listen request) {
		if (this.ending.getAsBoolean()) {
			return clusterEnding();
		}
		try {
			Fd socket = this.listeners.open(request.socket(), worker.id());
			worker.got(this.listeners.info(request.socket()));
			return new ListenReply(Outcome.LISTENING, null, socket);
		}
		catch (IOException | RuntimeException | Error ex) {
			return notListening(ex, request.vital());
		}
	}

	ControlMessage.Attached attach(WorkerHandle worker, int slot, SocketRequest request) {
		if (this.ending.getAsBoolean()) {
			return new ControlMessage.Attached(clusterEnding(), null);
		}
		try {
			ControlMessage.Attached attached = this.listeners.attach(request, slot, worker.id());
			worker.got(this.listeners.info(request));
			return attached;
		}
		catch (IOException | RuntimeException | Error ex) {
			return new ControlMessage.Attached(notListening(ex, true), null);
		}
	}

	/** A class cannot be loaded, for example, where there are too many open files. */
	private ListenReply notListening(Throwable failure, boolean vital) {
		if (!(failure instanceof ListenException ex)) {
			return new ListenReply(Outcome.FAILED,
					(failure instanceof Error) ? failure.toString() : failure.getMessage(), null);
		}
		return (vital && this.failedStart.test(ex)) ? clusterEnding()
				: new ListenReply(ex.outcome(), ex.getMessage(), null);
	}

	private static ListenReply clusterEnding() {
		return new ListenReply(Outcome.CLUSTER_ENDING, null, null);
	}

	void closed(WorkerHandle worker, SocketRequest socket) {
		// One that ends closes everything, and another one will need it.
		if (worker.state() == WorkerState.DRAINING || this.ending.getAsBoolean()) {
			return;
		}
		if (worker.wasUsable()) {
			this.listeners.release(socket, worker.id());
		}
		else {
			// So does one whose start fails, and it does not say that it ends.
			worker.closedEarly(socket);
		}
	}

	/**
	 * A worker is ready: what it has closed before it did not close because its start has
	 * failed.
	 * @param worker the worker
	 */
	void ready(WorkerHandle worker) {
		worker.takeClosedEarly().forEach((socket) -> this.listeners.release(socket, worker.id()));
	}

}
