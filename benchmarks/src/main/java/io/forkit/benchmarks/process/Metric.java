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

	P50("p50 (µs)", 0, true),

	P99("p99 (µs)", 0, true),

	THREADS("threads", 0, false),

	PEAK_THREADS("threads, at most", 0, false),

	/** Threads that are called after forkit, at the most. */
	FORKIT_THREADS("forkit threads, at most", 0, false),

	MEMORY("RSS (MiB)", 0, false),

	MEMORY_GROWTH("RSS, growth (MiB)", 0, false),

	NOTICE_P50("notice, p50 (ms)", 2, true),

	NOTICE_P99("notice, p99 (ms)", 2, true),

	GIB_PER_SECOND("GiB/s", 2, true),

	COMMANDS_PER_SECOND("commands/s", 0, true);

	private final String title;

	private final int digits;

	private final boolean compared;

	Metric(String title, int digits, boolean compared) {
		this.title = title;
		this.digits = digits;
		this.compared = compared;
	}

	String title() {
		return this.title;
	}

	/**
	 * Return whether the ratio to ProcessBuilder's says something.
	 * @return whether it does
	 */
	boolean isCompared() {
		return this.compared;
	}

	String format(double value) {
		return String.format(Locale.ROOT, "%." + this.digits + "f", value);
	}

}
