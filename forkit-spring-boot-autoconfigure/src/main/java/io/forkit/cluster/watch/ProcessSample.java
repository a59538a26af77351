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

package io.forkit.cluster.watch;

/**
 * What the kernel tells of a process at one moment. All times are in nanoseconds, and
 * grow.
 *
 * @param at when that was
 * @param state the state of its first thread, as in {@code proc(5)}, or {@code T} for a
 * frozen one
 * @param majorFaults how often it had to wait for memory that was not there
 * @param collecting processor time of the threads that collect garbage, and of that which
 * stops all others for it
 * @param waiting how long its heart has waited for a processor until it last got one
 * @param runnable whether its heart has or waits for a processor
 * @param blocked whether its heart or what collects garbage waits for a disk
 * @param debuggable whether a Java debugger may hold its threads
 */
record ProcessSample(long at, char state, long majorFaults, long collecting, long waiting, boolean runnable,
		boolean blocked, boolean debuggable) {

	static final char STOPPED = 'T';

	static final char TRACED = 't';

	// Shares of the time.
	private static final double MOST = 0.5;

	private static final double FAULTS_PER_SECOND = 20;

	private static final double NANOS_PER_SECOND = 1e9;

	/** Return whether somebody holds it, which one sample tells. */
	boolean isHeld() {
		return this.state == STOPPED || this.state == TRACED;
	}

	/**
	 * Tell why it has been silent.
	 * @param before the sample before
	 * @return the condition
	 */
	WorkerCondition since(ProcessSample before) {
		if (isHeld()) {
			return (this.state == STOPPED) ? WorkerCondition.STOPPED : WorkerCondition.TRACED;
		}
		double time = Math.max(1, this.at - before.at);
		// Its heart needs a processor for a moment only.
		if ((this.waiting - before.waiting) / time >= MOST || (this.runnable && before.runnable)) {
			return WorkerCondition.STARVED;
		}
		boolean collecting = (this.collecting - before.collecting) / time >= MOST;
		boolean faulting = (this.majorFaults - before.majorFaults) / (time / NANOS_PER_SECOND) >= FAULTS_PER_SECOND;
		// Whoever collects a heap that is swapped out waits most of the time.
		if (faulting || (this.blocked && !collecting)) {
			return WorkerCondition.SWAPPING;
		}
		if (collecting) {
			return WorkerCondition.COLLECTING;
		}
		return this.debuggable ? WorkerCondition.TRACED : WorkerCondition.SILENT;
	}

}
