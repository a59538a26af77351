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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.forkit.cluster.restart.SlotCrashes;
import org.jspecify.annotations.Nullable;

/**
 * A place that must be filled: by the worker that serves, beside which there may be one
 * that is to take its place, and those that had it before and have not ended yet. Belongs
 * to the thread of the supervisor.
 */
final class Slot {

	private final int index;

	private final Map<String, String> environment;

	private Generation generation;

	private @Nullable WorkerHandle worker;

	private @Nullable WorkerHandle successor;

	private final List<WorkerHandle> leaving = new ArrayList<>();

	private @Nullable Runnable pendingStart;

	private @Nullable String lastExit;

	private int restarts;

	private final SlotCrashes crashes;

	private boolean everReady;

	private boolean retired;

	Slot(int index, Map<String, String> environment, Generation generation) {
		this.index = index;
		this.environment = environment;
		this.crashes = new SlotCrashes(index);
		this.generation = generation;
	}

	/** Return the variables of its workers. */
	Map<String, String> environment() {
		return this.environment;
	}

	/** Return what a worker runs that takes the place of one that has crashed. */
	Generation generation() {
		return this.generation;
	}

	/** Return what is remembered of its crashes. */
	SlotCrashes crashes() {
		return this.crashes;
	}

	/** Nobody shall fill it any more. */
	void retire() {
		this.retired = true;
	}

	boolean isRetired() {
		return this.retired;
	}

	int index() {
		return this.index;
	}

	/**
	 * Return what to call a slot.
	 * @param index its number, or that of a standby
	 * @return the name
	 */
	static String name(int index) {
		return (index == WorkerInfo.NO_SLOT) ? "standby" : "slot " + index;
	}

	/** Return whether it is none, but the place of a worker that is to be given one. */
	boolean isStandby() {
		return this.index == WorkerInfo.NO_SLOT;
	}

	/**
	 * Return the worker that serves, or the last one that did if it has ended.
	 * @return the worker, {@code null} if there was none yet
	 */
	@Nullable WorkerHandle worker() {
		return this.worker;
	}

	/**
	 * Return the worker that is to take the place of the one that serves.
	 * @return the worker, {@code null} if there is none
	 */
	@Nullable WorkerHandle successor() {
		return this.successor;
	}

	/** Return whether the worker that serves has not ended. */
	boolean isServed() {
		return this.worker != null && this.worker.isAlive();
	}

	/** Return whether any process of it has not ended. */
	boolean isAlive() {
		return processes().anyMatch(WorkerHandle::isAlive);
	}

	/** Return the id of the worker that serves or has served last, 0 without one. */
	int lastId() {
		return (this.worker != null) ? this.worker.id() : 0;
	}

	boolean wasEverReady() {
		return this.everReady;
	}

	void ready() {
		this.everReady = true;
	}

	void filled(WorkerHandle worker) {
		this.worker = worker;
		this.pendingStart = null;
	}

	/**
	 * A worker is started that shall take the place of the one that serves.
	 * @param worker the worker
	 */
	void prepared(WorkerHandle worker) {
		this.successor = worker;
	}

	/**
	 * Its worker is given another place. A successor takes its own.
	 * @return whether there is one
	 */
	boolean vacate() {
		this.worker = this.successor;
		this.successor = null;
		return this.worker != null;
	}

	/** The successor serves from now on. The one before it is not ended by that. */
	void promote() {
		WorkerHandle promoted = this.successor;
		if (promoted == null) {
			throw new IllegalStateException("Slot %d has no successor".formatted(this.index));
		}
		if (this.worker != null && this.worker.isAlive()) {
			this.leaving.add(this.worker);
		}
		this.worker = promoted;
		this.successor = null;
	}

	/** The successor shall take no place any more: it is one of those that leave. */
	void dismissSuccessor() {
		if (this.successor != null && this.successor.isAlive()) {
			this.leaving.add(this.successor);
		}
		this.successor = null;
	}

	/**
	 * From now on its workers run this.
	 * @param generation the generation
	 */
	void generation(Generation generation) {
		this.generation = generation;
	}

	/** From now on its workers run what the one does that serves, if one does. */
	void keepGeneration() {
		if (this.worker != null && isServed()) {
			this.generation = this.worker.generation();
		}
	}

	void restarting() {
		this.restarts++;
	}

	/**
	 * A worker has ended.
	 * @param ended the worker
	 * @param how how it ended
	 */
	void ended(WorkerHandle ended, String how) {
		this.lastExit = how;
		this.leaving.remove(ended);
	}

	void waiting(Runnable cancelStart) {
		this.pendingStart = cancelStart;
	}

	/** Return whether a worker will be started in a while. */
	boolean isWaiting() {
		return this.pendingStart != null;
	}

	void cancelPendingStart() {
		if (this.pendingStart != null) {
			this.pendingStart.run();
			this.pendingStart = null;
		}
	}

	/** Return the processes of it, and with them the one that has served last. */
	Stream<WorkerHandle> processes() {
		return Stream
			.concat(this.leaving.stream(),
					Stream.concat(Stream.ofNullable(this.worker), Stream.ofNullable(this.successor)))
			.distinct();
	}

	/** Return its processes, or the last one if that is waiting for a replacement. */
	Stream<WorkerInfo> infos() {
		boolean alive = isAlive();
		return processes().filter((process) -> !alive || process.isAlive()).map(this::info);
	}

	WorkerInfo info(WorkerHandle process) {
		return new WorkerInfo(this.index, process.id(), process.pid(), process.state(), process.startedAt(),
				this.restarts, this.lastExit, process.load(), process.generation().number(), process.reason(),
				process.health());
	}

}
