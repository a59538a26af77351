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

package io.forkit.benchmarks.process;

import java.util.Map;

/**
 * What one run does with a peer.
 */
interface Workload {

	/**
	 * Warm up and measure.
	 * @param peer the peer
	 * @param size how much to do
	 * @param before what the JVM was like before the peer was made
	 * @return the figures
	 * @throws Exception if the peer fails
	 */
	Map<Metric, Double> measure(Peer peer, Size size, Footprint before) throws Exception;

}
