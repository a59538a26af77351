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
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Acts on what workers say and answers what they ask. Belongs to the thread of the
 * supervisor.
 */
final class WorkerReports {

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	private final ClusterSettings settings;

	private final SupervisorLoop loop;

	private final Transitions transitions;

	private final SocketAnswers sockets;

	private final LoadPublication loads;

	private final Election election;

	private final TicketKeyRing ticketKeys = new TicketKeyRing();

	private final Supplier<ClusterSnapshot> snapshot;

	private final Runnable publish;

	private final Consumer<WorkerHandle> ready;

	/**
	 * Create the reports.
	 * @param settings the time limits
	 * @param loop the thread
	 * @param transitions changes the states
	 * @param sockets answers those who ask for sockets
	 * @param election told what is said about the leadership
	 * @param snapshots the state of the cluster
	 * @param ready told that a worker has become ready, also again, or as a standby
	 */
	WorkerReports(ClusterSettings settings, SupervisorLoop loop, Transitions transitions, SocketAnswers sockets,
			Election election, Snapshots snapshots, Consumer<WorkerHandle> ready) {
		this.settings = settings;
		this.loop = loop;
		this.transitions = transitions;
		this.sockets = sockets;
		this.election = election;
		this.loads = new LoadPublication(loop, snapshots::publish);
		this.snapshot = snapshots::latest;
		this.publish = snapshots::publish;
		this.ready = ready;
	}

	void received(WorkerHandle worker, ControlMessage message) {
		if (message instanceof ControlMessage.Hello) {
			if (worker.state() == WorkerState.STARTING) {
				this.transitions.transition(worker, WorkerState.ONLINE);
				this.transitions.happened(worker, new WorkerEvent.Online(worker.view()));
			}
		}
		else if (message instanceof ControlMessage.Listening) {
			if (worker.state() != WorkerState.READY && worker.state() != WorkerState.STANDBY) {
				this.transitions.transition(worker, WorkerState.LISTENING);
			}
			worker.takeAnnounced()
				.forEach((info) -> this.transitions.happened(worker, new WorkerEvent.Listening(worker.view(), info)));
		}
		else if (message instanceof ControlMessage.Closed closed) {
			this.sockets.closed(worker, closed.socket());
			this.publish.run();
		}
		else if (message instanceof ControlMessage.Readiness readiness) {
			readinessChanged(worker, readiness.ready());
		}
		else if (message instanceof ControlMessage.Load load) {
			worker.load(load.load());
			this.loads.changed();
		}
		else if (message instanceof ControlMessage.Vitals vitals) {
			worker.vitals(vitals.vitals());
		}
		else if (message instanceof ControlMessage.StartFailed failed) {
			worker.failed(failed.failure());
		}
		else if (message instanceof ControlMessage.Draining) {
			// Whoever has asked for that, it is to come to an end.
			worker.stop(WorkerReason.LEAVE, this.settings, this.loop);
			this.transitions.transition(worker, WorkerState.DRAINING);
		}
		else if (!this.election.received(worker, message)) {
			logger.warn(unexpected(worker, message));
		}
	}

	private void readinessChanged(WorkerHandle worker, boolean ready) {
		if (worker.state() == WorkerState.DRAINING) {
			return;
		}
		if (ready) {
			this.sockets.ready(worker);
		}
		if (ready && worker.slot().isStandby()) {
			this.transitions.transition(worker, WorkerState.STANDBY);
			this.ready.accept(worker);
		}
		else if (ready) {
			worker.slot().ready();
			this.transitions.transition(worker, WorkerState.READY);
			this.ready.accept(worker);
		}
		else if (worker.state() == WorkerState.READY || worker.state() == WorkerState.STANDBY) {
			this.transitions.transition(worker, WorkerState.LISTENING);
		}
	}

	void asked(WorkerHandle worker, ControlMessage message, Consumer<ControlMessage> answer) {
		if (message instanceof ControlMessage.Listen listen) {
			ControlMessage reply = this.sockets.listen(worker, listen);
			// First, so that the socket is listed when the worker has it.
			this.publish.run();
			answer.accept(reply);
		}
		else if (message instanceof ControlMessage.Attach attach) {
			ControlMessage reply = this.sockets.attach(worker, worker.slot().index(), attach.socket());
			this.publish.run();
			answer.accept(reply);
		}
		else if (message instanceof ControlMessage.Leaving) {
			worker.view().voluntary();
			answer.accept(new ControlMessage.Stop());
			this.transitions.leave(worker, WorkerReason.LEAVE);
		}
		else if (message instanceof ControlMessage.Query) {
			answer.accept(new ControlMessage.Changed(this.snapshot.get()));
		}
		else if (message instanceof ControlMessage.TicketKeysWanted) {
			answer.accept(new ControlMessage.TicketKeys(this.ticketKeys.at(this.loop.elapsed(), this.loop.now())));
		}
		else {
			throw new IllegalArgumentException(unexpected(worker, message));
		}
	}

	private static String unexpected(WorkerHandle worker, ControlMessage message) {
		return "Worker %d (slot %d, pid %d) has sent a message that is not expected from a worker: %s"
			.formatted(worker.id(), worker.slot().index(), worker.pid(), message.getClass().getSimpleName());
	}

}
