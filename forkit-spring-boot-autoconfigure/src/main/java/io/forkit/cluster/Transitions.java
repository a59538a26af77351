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

import java.util.function.Consumer;

import io.forkit.posix.WaitStatus;
import org.jspecify.annotations.Nullable;

/**
 * The one place where workers get into other states, so that everybody is told of each,
 * once and in order. Belongs to the thread of the supervisor.
 */
final class Transitions {

	private final ClusterSettings settings;

	private final SupervisorLoop loop;

	private final ClusterListener listener;

	private final Runnable publish;

	private final Election election;

	private final Consumer<WorkerHandle> next;

	/**
	 * Create the transitions.
	 * @param settings the time limits
	 * @param loop the thread
	 * @param listener told of each
	 * @param publish tells the workers
	 * @param election told that one has changed
	 * @param next told then of each, to do what follows
	 */
	Transitions(ClusterSettings settings, SupervisorLoop loop, ClusterListener listener, Runnable publish,
			Election election, Consumer<WorkerHandle> next) {
		this.next = next;
		this.settings = settings;
		this.loop = loop;
		this.listener = listener;
		this.publish = publish;
		this.election = election;
	}

	/**
	 * A process was started, and its slot knows it. Or one was there that has waited for
	 * a slot.
	 * @param worker the worker
	 */
	void forked(WorkerHandle worker) {
		if (worker.state() == WorkerState.STARTING) {
			happened(worker, new WorkerEvent.Forked(worker.view()));
		}
		changed(worker);
	}

	/**
	 * Change the state, unless it is the same or comes too late.
	 * @param worker the worker
	 * @param to the new state
	 */
	void transition(WorkerHandle worker, WorkerState to) {
		if (worker.state() == to || worker.state() == WorkerState.EXITED
				|| (worker.state() == WorkerState.DRAINING && to != WorkerState.EXITED)) {
			return;
		}
		worker.state(to, this.loop.elapsed());
		changed(worker);
	}

	/**
	 * End a worker because the cluster wants that.
	 * @param worker the worker
	 * @param reason why
	 */
	void leave(WorkerHandle worker, WorkerReason reason) {
		if (worker.isAlive()) {
			worker.view().voluntary();
			worker.stop(reason, this.settings, this.loop);
			transition(worker, WorkerState.DRAINING);
		}
	}

	/**
	 * A process has ended.
	 * @param worker the worker
	 * @param waitStatus how
	 * @return how
	 */
	WorkerExitStatus exited(WorkerHandle worker, @Nullable WaitStatus waitStatus) {
		WorkerExitStatus status = WorkerExitStatus.of(waitStatus);
		channelLost(worker);
		if (!worker.isStopping()) {
			worker.crashed();
		}
		worker.exited();
		worker.view().exited(status);
		worker.slot().ended(worker, WorkerEnds.describe(worker, status));
		transition(worker, WorkerState.EXITED);
		happened(worker, new WorkerEvent.Exited(worker.view(), status));
		return status;
	}

	void channelLost(WorkerHandle worker) {
		if (worker.channelLost()) {
			happened(worker, new WorkerEvent.Disconnected(worker.view()));
		}
	}

	void happened(WorkerHandle worker, WorkerEvent event) {
		this.listener.happened(worker.view(), event);
	}

	private void changed(WorkerHandle worker) {
		this.publish.run();
		this.listener.workerChanged(worker.slot().info(worker));
		this.election.update();
		this.next.accept(worker);
	}

}
