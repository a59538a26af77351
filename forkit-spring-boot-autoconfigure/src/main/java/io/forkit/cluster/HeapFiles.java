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

package io.forkit.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The files with the heaps of workers that hung, of which the latest are kept: each may
 * be as large as a heap, and workers may hang again and again.
 * <p>
 * Thread-safe.
 */
final class HeapFiles {

	private static final Log logger = LogFactory.getLog(HungWorkers.class);

	private static final Pattern NAME = Pattern.compile("worker--?\\d{1,9}-\\d{1,18}-(\\d{1,18})\\.hprof");

	private final Path directory;

	private final int limit;

	/**
	 * Create the files.
	 * @param directory where they are
	 * @param limit how many are kept
	 */
	HeapFiles(Path directory, int limit) {
		this.directory = directory.toAbsolutePath();
		this.limit = limit;
	}

	/**
	 * Return the file for a heap, which is not there yet.
	 * @param slot the slot of the worker
	 * @param pid its process id
	 * @return the file
	 */
	Path next(int slot, long pid) {
		return this.directory.resolve("worker-%d-%d-%d.hprof".formatted(slot, pid, System.currentTimeMillis()));
	}

	/** Delete the oldest, as long as there are too many. */
	synchronized void deleteOldest() {
		try (Stream<Path> entries = Files.list(this.directory)) {
			List<Path> files = entries.filter((file) -> time(file) >= 0)
				.sorted(Comparator.comparingLong(HeapFiles::time))
				.toList();
			for (Path file : files.subList(0, Math.max(0, files.size() - this.limit))) {
				Files.deleteIfExists(file);
				logger.info("'%s' is deleted: at most %d of these files are kept".formatted(file, this.limit));
			}
		}
		catch (IOException ex) {
			logger.warn(
					"There may be more than %d files with heaps in '%s': %s".formatted(this.limit, this.directory, ex));
		}
	}

	/** Return when it was begun, or a negative number if it is no such file. */
	private static long time(Path file) {
		Matcher name = NAME.matcher(file.getFileName().toString());
		return name.matches() ? Long.parseLong(name.group(1)) : -1;
	}

}
