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

import java.util.Locale;

/**
 * What is measured.
 */
enum ClusterMetric {

	REQUESTS_PER_SECOND("requests/s", 0),

	REQUESTS_P50("p50 (ms)", 2),

	REQUESTS_P99("p99 (ms)", 2),

	REQUESTS_CPU("CPU per request (µs)", 0),

	REQUESTS_SPREAD("busiest ÷ least busy", 2),

	REQUESTS_LOAD("load (% of a core)", 0),

	CONNECTIONS_PER_SECOND("connections/s", 0),

	CONNECTIONS_P50("p50 (ms)", 2),

	CONNECTIONS_P99("p99 (ms)", 2),

	CONNECTIONS_CPU("CPU per connection (µs)", 0),

	CONNECTIONS_SPREAD("busiest ÷ least busy", 2),

	CONNECTIONS_LOAD("load (% of a core)", 0),

	SPREAD_MOST("most", 0),

	SPREAD_FEWEST("fewest", 0),

	FREE_P50("before, p50 (ms)", 1),

	FREE_P95("before, p95 (ms)", 1),

	PINNED_P50("p50 (ms)", 1),

	PINNED_P95("p95 (ms)", 1),

	PINNED_P99("p99 (ms)", 1);

	private final String title;

	private final int digits;

	ClusterMetric(String title, int digits) {
		this.title = title;
		this.digits = digits;
	}

	String title() {
		return this.title;
	}

	String format(double value) {
		return Double.isInfinite(value) ? "∞" : String.format(Locale.ROOT, "%." + this.digits + "f", value);
	}

}
