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

package io.forkit.demo.chaos;

import java.util.ArrayList;
import java.util.List;

import io.forkit.demo.ClusterReport;
import io.forkit.demo.LoadGenerator;

/**
 * When the cluster had given up, as far as that was seen: only then connections may be
 * refused.
 */
class GivenUp {

	private final List<Time> times = new ArrayList<>();

	private long lookBefore;

	private long lastLook;

	private boolean now;

	private long since;

	GivenUp(long start) {
		this.lookBefore = start;
		this.lastLook = start;
	}

	/**
	 * Look at the cluster. While it does not answer, nothing is known.
	 * @param observation how it is
	 */
	void look(Observation observation) {
		ClusterReport report = observation.report();
		if (report == null) {
			return;
		}
		// The next worker opens the sockets, when it is so far.
		boolean given = report.givenUp() || (this.now && report.listeners().isEmpty());
		if (given && !this.now) {
			// It may have happened while the last look took its time.
			this.since = this.lookBefore;
		}
		else if (!given && this.now) {
			this.times.add(new Time(this.since, observation.time()));
		}
		this.now = given;
		this.lookBefore = this.lastLook;
		this.lastLook = observation.time();
	}

	/**
	 * Return whether it is known by now how the cluster was when a request failed.
	 * @param failure the failure
	 * @return whether there was a look since
	 */
	boolean knows(LoadGenerator.Failure failure) {
		return failure.end() - this.lastLook <= 0;
	}

	/**
	 * Return whether the cluster had given up when a request failed.
	 * @param failure the failure
	 * @return whether it had
	 */
	boolean explains(LoadGenerator.Failure failure) {
		return (this.now && failure.overlaps(this.since, this.lastLook))
				|| this.times.stream().anyMatch((time) -> failure.overlaps(time.from(), time.to()));
	}

	/** Return how often it was so. */
	int count() {
		return this.times.size() + (this.now ? 1 : 0);
	}

	private record Time(long from, long to) {

	}

}
