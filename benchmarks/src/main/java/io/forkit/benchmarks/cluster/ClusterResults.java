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

import java.util.Set;
import java.util.TreeSet;

import io.forkit.benchmarks.Figures;

/**
 * How a benchmark has come to its end.
 *
 * @param figures what was measured; each server has rounds of its own
 * @param skipped what was not to be measured, and why
 * @param failed what could not be measured, and why
 */
record ClusterResults(Figures<Subject, ClusterMetric> figures, Set<String> skipped, Set<String> failed) {

	ClusterResults() {
		this(new Figures<>(), new TreeSet<>(), new TreeSet<>());
	}

}
