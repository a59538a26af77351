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

package io.forkit.process.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The descendants of a program, as far as they can be found through their parents. Those
 * that were seen once are remembered: when their parent ends they get another one, and
 * could not be found again. A {@link ProcessHandle} knows when its process started, so a
 * later process of the same number is not taken for it.
 * <p>
 * Thread-safe. Looking blocks while the system lists its processes.
 */
final class JdkDescendants {

	private final Process process;

	private Set<ProcessHandle> seen = Set.of();

	JdkDescendants(Process process) {
		this.process = process;
	}

	/**
	 * Look for them.
	 * @return those that are alive
	 */
	synchronized List<ProcessHandle> find() {
		Set<ProcessHandle> found = new LinkedHashSet<>();
		// Once it has ended, its number may be that of a stranger with children.
		if (this.process.isAlive()) {
			add(this.process.descendants(), found);
		}
		for (ProcessHandle earlier : this.seen) {
			if (!found.contains(earlier) && isRunning(earlier)) {
				found.add(earlier);
				add(earlier.descendants(), found);
			}
		}
		this.seen = found;
		return new ArrayList<>(found);
	}

	private static void add(Stream<ProcessHandle> descendants, Set<ProcessHandle> found) {
		descendants.filter(JdkDescendants::isRunning).forEach(found::add);
	}

	private static boolean isRunning(ProcessHandle handle) {
		return handle.isAlive() && !isZombie(handle.pid());
	}

	/**
	 * Return whether a process has ended and its parent does not care, which the JDK
	 * takes for alive. Told by {@code /proc} where there is one.
	 * @param pid the process id
	 * @return whether it is known to have ended
	 */
	private static boolean isZombie(long pid) {
		try {
			String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
			return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
		}
		catch (IOException ex) {
			return false;
		}
	}

}
