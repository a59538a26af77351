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

package io.forkit.actuate.meters;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.forkit.cluster.Worker;
import io.forkit.cluster.WorkerState;
import org.jspecify.annotations.Nullable;

/**
 * A meter of all workers that a place has had: its sums only grow, whatever becomes of
 * them. Changed by one thread, read by any.
 */
final class PlaceMeter {

	private final MeterDescription description;

	private final Map<ReportedMeter, Holder> holders = new ConcurrentHashMap<>();

	// Replaced as a whole: who reads it is to see what belongs together.
	private volatile double[] sums;

	PlaceMeter(MeterDescription description) {
		this.description = description;
		this.sums = new double[description.kind().sums()];
	}

	MeterDescription description() {
		return this.description;
	}

	/**
	 * Add what a worker has counted.
	 * @param growth by how much each of its sums has grown
	 */
	void grow(double[] growth) {
		double[] grown = this.sums.clone();
		for (int i = 0; i < grown.length; i++) {
			grown[i] += growth[i];
		}
		this.sums = grown;
	}

	/**
	 * Take the states that a worker has told.
	 * @param meter the meter of the worker
	 * @param worker the worker
	 * @param states its states
	 */
	void hold(ReportedMeter meter, Worker worker, double[] states) {
		this.holders.put(meter, new Holder(worker, states));
	}

	/**
	 * A worker has the meter no more, or not here.
	 * @param meter the meter of the worker
	 */
	void release(ReportedMeter meter) {
		this.holders.remove(meter);
	}

	/**
	 * Return whether a worker has it.
	 * @return {@code false} if only its sums are left
	 */
	boolean isHeld() {
		return !this.holders.isEmpty();
	}

	double sum(int index) {
		return this.sums[index];
	}

	/**
	 * Return a state. If there are several workers, as while one is replaced, it is that
	 * of the newest one that is ready, or else of the newest one.
	 * @param index which one
	 * @return the state, not a number if no worker has it
	 */
	double state(int index) {
		Holder best = null;
		for (Holder holder : this.holders.values()) {
			if (holder.isBefore(best)) {
				best = holder;
			}
		}
		return (best != null) ? best.states()[index] : Double.NaN;
	}

	/**
	 * A worker that has the meter.
	 *
	 * @param worker the worker
	 * @param states what it has told last
	 */
	private record Holder(Worker worker, double[] states) {

		boolean isBefore(@Nullable Holder other) {
			if (other == null || isReady() != other.isReady()) {
				return other == null || isReady();
			}
			return this.worker.id() > other.worker.id();
		}

		private boolean isReady() {
			WorkerState state = this.worker.state();
			return state == WorkerState.READY || state == WorkerState.STANDBY;
		}

	}

}
