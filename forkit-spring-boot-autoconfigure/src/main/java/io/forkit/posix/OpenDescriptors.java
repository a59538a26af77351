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

package io.forkit.posix;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Looks at the descriptors of this process, whoever opened them. A number may be closed
 * or used again at any time: what was read of it is sure only for a duplicate.
 */
final class OpenDescriptors {

	private static final int F_DUPFD_CLOEXEC = 1030;

	private OpenDescriptors() {
	}

	static List<Integer> numbers() throws IOException {
		String[] names = new File("/proc/self/fd").list();
		if (names == null) {
			throw new IOException("/proc/self/fd cannot be read");
		}
		return Stream.of(names).map(Integer::valueOf).toList();
	}

	static Fd duplicate(int number) throws ErrnoException {
		return Fd.adopt(Native.check("dup", Native.LIBC.fcntl(number, F_DUPFD_CLOEXEC, 0)));
	}

	static boolean isSocketOrAnonymous(int number) {
		try {
			String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
			return target.startsWith("socket:") || target.startsWith("anon_inode:");
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Return the locks that belong to this process and were made through an open file:
	 * the same for all its duplicates, and none of those that were made through another
	 * one of the same path.
	 * @param number a descriptor of the open file
	 * @return a line for each lock, which ends with its first and last position; empty if
	 * the descriptor is closed
	 */
	static List<String> processLocks(int number) {
		// Not more than Latin-1: the names of watched files may be in there.
		try (Stream<String> lines = Files.lines(Path.of("/proc/self/fdinfo/" + number), StandardCharsets.ISO_8859_1)) {
			return lines.filter((line) -> line.startsWith("lock:") && line.contains(" POSIX ")).toList();
		}
		catch (IOException | UncheckedIOException ex) {
			return List.of();
		}
	}

}
