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

package io.forkit.cluster.gate;

import java.util.function.IntSupplier;

import io.forkit.cluster.GateState;
import io.forkit.cluster.ServerUse;
import io.forkit.cluster.worker.ClusterWorker;
import org.jspecify.annotations.Nullable;

/**
 * The gates of this worker. There is one set of them in a JVM, as there is one worker.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class WorkerGates {

	private static volatile @Nullable GateKeeper keeper;

	private WorkerGates() {
	}

	/**
	 * Have gates, unless another application in this JVM has said so. To be called before
	 * a server is started.
	 * @param settings when to open and close them
	 * @param worker this worker
	 */
	public static synchronized void install(AcceptGateSettings settings, ClusterWorker worker) {
		if (keeper == null) {
			GateKeeper created = new GateKeeper(settings, worker.id(), worker::snapshot, worker::report,
					System::nanoTime);
			keeper = created;
			worker.whenChanged(created::wake);
			created.standby(worker.isStandby());
			worker.onActivated(() -> created.standby(false));
			worker.vitals((vitals) -> vitals.withServers(created.requests(), created.use()));
		}
	}

	/**
	 * Return whether servers have gates.
	 * @return whether they have
	 */
	public static boolean isInstalled() {
		return keeper != null;
	}

	/**
	 * Make the gate of a server, which is closed until the application is ready.
	 * @param door what is opened and closed
	 * @param connections how many connections are open, of those that can be let go
	 * @param pool what stands for the threads; servers of one pool tell the same number
	 * of them, which counts once
	 * @param occupied how many requests have a thread or wait for one
	 * @param capacity how many can be processed at a time, {@link Integer#MAX_VALUE} if
	 * no number of threads limits it
	 * @return the gate, or {@code null} if there is to be none
	 */
	public static @Nullable AcceptGate add(AcceptGate.Door door, IntSupplier connections, Object pool,
			IntSupplier occupied, IntSupplier capacity) {
		GateKeeper current = keeper;
		if (current == null) {
			return null;
		}
		AcceptGate gate = current.add(door, connections, pool, occupied, capacity);
		current.start();
		return gate;
	}

	/**
	 * Tell whether the application is ready. Gates that open, or close, for that have
	 * done so when this returns.
	 * @param ready whether it is
	 */
	public static void ready(boolean ready) {
		GateKeeper current = keeper;
		if (current != null) {
			current.ready(ready);
		}
	}

	/**
	 * Return whether this worker takes connections, and if not, why.
	 * @return the state of the first gate that is closed, if any; open without gates
	 */
	public static GateState state() {
		GateKeeper current = keeper;
		return (current != null) ? current.state() : GateState.OPEN;
	}

	/**
	 * Return how many requests have begun.
	 * @return the number, 0 without gates
	 */
	public static long requests() {
		GateKeeper current = keeper;
		return (current != null) ? current.requests() : 0;
	}

	/**
	 * Return how much of the capacity of the servers is taken.
	 * @return the use, none without gates
	 */
	public static ServerUse use() {
		GateKeeper current = keeper;
		return (current != null) ? current.use() : ServerUse.NONE;
	}

	/**
	 * Return how often gates have been closed.
	 * @return the number
	 */
	public static long closings() {
		GateKeeper current = keeper;
		return (current != null) ? current.closings() : 0;
	}

	/**
	 * Return how many connections have been let go for the sake of the siblings.
	 * @return the number
	 */
	public static long shedConnections() {
		GateKeeper current = keeper;
		return (current != null) ? current.shedding().count() : 0;
	}

}
