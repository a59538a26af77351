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

package io.forkit.cluster.recycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells how much of the memory of processes is in RAM, see {@code proc(5)}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ProcessMemory {

	/** What is not known. */
	public static final long UNKNOWN = -1;

	private static final String RSS = "VmRSS:";

	private final Path directory;

	public ProcessMemory() {
		this(Path.of("/proc"));
	}

	/**
	 * Create an object for other files.
	 * @param directory what stands for {@code /proc}
	 */
	ProcessMemory(Path directory) {
		this.directory = directory;
	}

	/**
	 * Return how much of a process is in RAM, what it shares with others included. Reads
	 * a file.
	 * @param pid the process
	 * @return the size in bytes, {@link #UNKNOWN} if there is no such process
	 */
	public long rss(long pid) {
		try {
			return Files.readAllLines(this.directory.resolve(pid + "/status"))
				.stream()
				.filter((line) -> line.startsWith(RSS))
				.mapToLong((line) -> Long.parseLong(line.substring(RSS.length()).replace("kB", "").trim()) * 1024)
				.findFirst()
				.orElse(UNKNOWN);
		}
		catch (IOException | NumberFormatException ex) {
			return UNKNOWN;
		}
	}

}
