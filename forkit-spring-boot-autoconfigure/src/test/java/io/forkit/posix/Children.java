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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Looks at processes through {@code /proc}.
 */
public final class Children {

	private Children() {
	}

	/**
	 * Return the children of this process that have ended and were not reaped.
	 * @return their process ids
	 */
	public static List<Long> zombies() {
		List<Long> zombies = new ArrayList<>();
		for (ProcessHandle child : (Iterable<ProcessHandle>) ProcessHandle.current().children()::iterator) {
			if (isZombie(child.pid())) {
				zombies.add(child.pid());
			}
		}
		return zombies;
	}

	public static boolean isRunning(long pid) {
		return Files.exists(Path.of("/proc/" + pid)) && !isZombie(pid);
	}

	private static boolean isZombie(long pid) {
		try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
			return lines.anyMatch((line) -> line.startsWith("State:\tZ"));
		}
		catch (IOException | UncheckedIOException ex) {
			return false;
		}
	}

}
