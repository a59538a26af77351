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

package io.forkit.benchmarks.cluster;

import java.io.IOException;
import java.util.Map;

import io.forkit.benchmarks.load.Sequence;

/**
 * Who gets connections that come one after the other.
 */
final class Spread implements ClusterWorkload {

	/** How many each worker is to get. */
	static final int EACH = 100;

	@Override
	public Map<ClusterMetric, Double> measure(RunningSubject subject, ClusterOptions options) throws IOException {
		long[] counts = new Sequence(subject.port(), EACH * options.workers()).run().counts(options.workers());
		return Map.of(ClusterMetric.SPREAD_FEWEST, (double) counts[0], ClusterMetric.SPREAD_MOST,
				(double) counts[counts.length - 1]);
	}

}
