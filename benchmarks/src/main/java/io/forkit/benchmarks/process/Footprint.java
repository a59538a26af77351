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

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this JVM takes of the system.
 *
 * @param threads the number of live threads
 * @param forkitThreads the number of those with a name of forkit's
 * @param mib the resident set in MiB, after a garbage collection
 */
record Footprint(int threads, int forkitThreads, double mib) {

	static Footprint now() throws IOException {
		System.gc();
		long named = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("forkit"))
			.count();
		return new Footprint(ManagementFactory.getThreadMXBean().getThreadCount(), (int) named, residentMib());
	}

	static void resetPeak() {
		ManagementFactory.getThreadMXBean().resetPeakThreadCount();
	}

	static int peak() {
		return ManagementFactory.getThreadMXBean().getPeakThreadCount();
	}

	private static double residentMib() throws IOException {
		try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
			return lines.filter((line) -> line.startsWith("VmRSS:"))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
				.findFirst()
				.orElseThrow() / 1024.0;
		}
	}

}
