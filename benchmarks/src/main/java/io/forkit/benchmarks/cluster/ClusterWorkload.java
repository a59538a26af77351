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

/**
 * Something that is done to a running subject.
 */
interface ClusterWorkload {

	/**
	 * Measure.
	 * @param subject who is measured
	 * @param options how
	 * @return the figures
	 * @throws IOException if a request fails: such a run says nothing
	 * @throws InterruptedException if interrupted meanwhile
	 */
	Map<ClusterMetric, Double> measure(RunningSubject subject, ClusterOptions options)
			throws IOException, InterruptedException;

}
