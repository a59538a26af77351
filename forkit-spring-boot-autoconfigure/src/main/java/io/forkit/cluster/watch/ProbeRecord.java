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
 * What came of the requests to one worker. A failure counts only after one was answered
 * well, by any worker: until then it is the path that is wrong.
 * <p>
 * Thread-safe.
 */
final class ProbeRecord {

	private final HealthSettings.Probe probe;

	private final ProbeTotals totals;

	private long waited;

	private boolean underWay;

	private int failuresInRow;

	private String detail = "";

	/**
	 * Create a record.
	 * @param probe what is asked
	 * @param totals what has come of all requests; the same for all workers
	 */
	ProbeRecord(HealthSettings.Probe probe, ProbeTotals totals) {
		this.probe = probe;
		this.totals = totals;
	}

	/**
	 * Time has passed.
	 * @param nanos how much
	 * @return whether it is time for a request, of which the end is to be told
	 */
	synchronized boolean isDue(long nanos) {
		this.waited += nanos;
		if (this.underWay || this.waited < this.probe.interval().toNanos()) {
			return false;
		}
		this.waited = 0;
		this.underWay = true;
		return true;
	}

	/**
	 * A request has come to its end.
	 * @param result what came of it
	 * @return whether it is a failure that does not count
	 */
	synchronized boolean ended(ProbeResult result) {
		this.underWay = false;
		boolean good = result.outcome() == ProbeResult.Outcome.ANSWERED && this.probe.expects(result.status());
		this.totals.add(result.duration(), good);
		if (good) {
			this.failuresInRow = 0;
			this.detail = "";
			return false;
		}
		if (!this.totals.isAnyGood() || result.outcome() == ProbeResult.Outcome.IMPOSSIBLE) {
			return true;
		}
		this.failuresInRow++;
		this.detail = result.describe(this.probe.path());
		return false;
	}

	/**
	 * Return what came of the last requests if that counts.
	 * @return the words, or nothing
	 */
	synchronized String unanswered() {
		if (this.failuresInRow < this.probe.failures()) {
			return "";
		}
		return (this.failuresInRow == 1) ? this.detail
				: "%s, the last of %d in a row".formatted(this.detail, this.failuresInRow);
	}

}
