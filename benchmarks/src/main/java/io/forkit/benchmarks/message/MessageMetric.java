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

package io.forkit.benchmarks.message;

import java.util.Locale;

/**
 * What is measured.
 */
enum MessageMetric {

	ROUND_TRIP_P50("listener, p50 (µs)", 1),

	ROUND_TRIP_MEAN("listener, mean (µs)", 1),

	REQUEST_P50("request, p50 (µs)", 1),

	REQUEST_MEAN("request, mean (µs)", 1),

	TINY_PER_SECOND("16 B: messages/s", 0),

	SMALL_PER_SECOND("1 KiB: messages/s", 0),

	LARGE_RATE("MiB/s", 0),

	RATE_16_B("16 B", 1),

	RATE_1_KIB("1 KiB", 0),

	RATE_64_KIB("64 KiB", 0),

	RATE_1_MIB("1 MiB", 0),

	RATE_16_MIB("16 MiB", 0),

	RATE_256_MIB("256 MiB", 0),

	CONNECTIONS_ONE("connections/s, one at a time", 0),

	CONNECTIONS_WAITING("connections/s, one at a time, by a thread that waits", 0),

	CONNECTIONS_MANY("connections/s, 100 at a time", 0),

	DESCRIPTORS_ONE("Fd/s, one at a time", 0),

	DESCRIPTORS_WAITING("Fd/s, one at a time, by a thread that waits", 0),

	DESCRIPTORS_MANY("Fd/s, 100 at a time", 0),

	FORK_P50("p50 (ms)", 1),

	FORK_SPARE_P50("from a spare JVM, p50 (ms)", 1);

	private final String title;

	private final int digits;

	MessageMetric(String title, int digits) {
		this.title = title;
		this.digits = digits;
	}

	String title() {
		return this.title;
	}

	String format(double value) {
		return String.format(Locale.ROOT, "%." + this.digits + "f", value);
	}

}
