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

import java.util.Locale;

/**
 * What is measured.
 */
enum Metric {

	P50("p50 (µs)", 0),

	P99("p99 (µs)", 0),

	THREADS("threads", 0),

	PEAK_THREADS("threads, at most", 0),

	/** Threads that are called after forkit, at the most. */
	FORKIT_THREADS("forkit threads, at most", 0),

	MEMORY("RSS (MiB)", 0),

	MEMORY_GROWTH("RSS, growth (MiB)", 1),

	NOTICE_P50("notice, p50 (ms)", 2),

	NOTICE_P99("notice, p99 (ms)", 2),

	GIB_PER_SECOND("GiB/s", 2),

	COMMANDS_PER_SECOND("commands/s", 0);

	private final String title;

	private final int digits;

	Metric(String title, int digits) {
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
