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

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * All that is measured of each peer.
 */
enum Scenario {

	SPAWN("spawn: %2$d times /bin/true, one after the other", new Size(4000, 2000, 1), new Size(200, 300, 1),
			new SpawnWorkload(), Metric.P50, Metric.P99),

	LIVE("live: %3$d live children, of which %2$d are killed", new Size(100, 200, 1000), new Size(20, 50, 200),
			new LiveWorkload(), Metric.THREADS, Metric.PEAK_THREADS, Metric.MEMORY, Metric.MEMORY_GROWTH,
			Metric.NOTICE_P50, Metric.NOTICE_P99),

	STDOUT("stdout: %2$d MiB from dd", new Size(256, 1024, 1), new Size(64, 256, 1), TransferWorkload.ofStdout(),
			Metric.GIB_PER_SECOND),

	CAT("cat: %2$d MiB to and from cat", new Size(256, 1024, 1), new Size(64, 256, 1), TransferWorkload.throughCat(),
			Metric.GIB_PER_SECOND),

	CONCURRENT("concurrent: %2$d times /bin/echo, %3$d at a time", new Size(1000, 4000, 200), new Size(200, 600, 200),
			new ConcurrentWorkload(), Metric.COMMANDS_PER_SECOND);

	private final String title;

	private final Size size;

	private final Size quickSize;

	private final Workload workload;

	private final List<Metric> metrics;

	Scenario(String title, Size size, Size quickSize, Workload workload, Metric... metrics) {
		this.title = title;
		this.size = size;
		this.quickSize = quickSize;
		this.workload = workload;
		this.metrics = List.of(metrics);
	}

	String title(boolean quick) {
		Size size = size(quick);
		return String.format(Locale.ROOT, this.title, size.warmUp(), size.count(), size.width());
	}

	/**
	 * Return the name on the command line.
	 * @return the name
	 */
	String option() {
		return name().toLowerCase(Locale.ROOT);
	}

	Size size(boolean quick) {
		return quick ? this.quickSize : this.size;
	}

	Workload workload() {
		return this.workload;
	}

	/**
	 * Return the columns of the table.
	 * @return the metrics, of which a peer may lack some
	 */
	List<Metric> metrics() {
		return this.metrics;
	}

	static Scenario ofOption(String option) {
		return Arrays.stream(values())
			.filter((scenario) -> scenario.option().equals(option))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("'scenario' must be of "
					+ Arrays.stream(values()).map(Scenario::option).toList() + " and not '" + option + "'"));
	}

}
