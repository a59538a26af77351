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

package io.forkit.cluster.autoscale;

/**
 * What there is to do, and who is there to do it, at one moment.
 *
 * @param size how many workers there are to be
 * @param empty how many of those are not missed: their places are to stay empty, and are
 * the first to go
 * @param ready how many are ready
 * @param utilisation how much of the capacity of those is taken, from 0 to 1;
 * {@link #UNKNOWN} if their servers do not know their capacity
 * @param queue how many connections wait to be accepted
 * @param memory how much of the memory of the control group would be in use with one more
 * worker, from 0; {@link #UNKNOWN} if there is no limit
 * @since 0.1.0
 */
public record AutoscaleSample(int size, int empty, int ready, double utilisation, int queue, double memory) {

	/** What is not known. */
	public static final double UNKNOWN = -1;

	/** Return whether somebody is not ready who is to be. */
	boolean isAnyMissing() {
		return this.ready < this.size - this.empty;
	}

	/**
	 * Return what the utilisation would be in another number of workers.
	 * @param current what it is
	 * @param other how many there would be
	 * @return the utilisation
	 */
	double utilisation(double current, int other) {
		int serving = this.size - this.empty;
		return current * serving / Math.min(serving, other);
	}

}
