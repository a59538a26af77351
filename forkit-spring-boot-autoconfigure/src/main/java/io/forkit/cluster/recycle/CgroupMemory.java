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
import java.util.ArrayList;
import java.util.List;

/**
 * Tells how much of its memory the control group of this process uses, of version 2 or 1.
 * What the system can take back at once, being a copy of a file, does not count: as with
 * what platforms call the working set. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CgroupMemory {

	/** What is not known. */
	public static final double UNKNOWN = -1;

	// Version 1 says so where there is no limit, rounded to pages.
	private static final long UNLIMITED = Long.MAX_VALUE / 2;

	private final Path root;

	private final Path self;

	public CgroupMemory() {
		this(Path.of("/"), Path.of("/proc/self"));
	}

	/**
	 * Create an object for other files.
	 * @param root what stands for the root of the file system
	 * @param self the directory of the process
	 */
	CgroupMemory(Path root, Path self) {
		this.root = root;
		this.self = self;
	}

	/**
	 * Return how much of its memory the group uses, or the group above it which is
	 * closest to its own limit. Reads some files.
	 * @return the share from 0 to 1, {@link #UNKNOWN} if there is no limit or it cannot
	 * be read
	 */
	public double share() {
		double most = UNKNOWN;
		for (Directory directory : directories()) {
			most = Math.max(most, directory.share());
		}
		return most;
	}

	/**
	 * The group, and all above it: each of them may have a limit. A container sees its
	 * own group as the root, whatever its name is outside.
	 */
	private List<Directory> directories() {
		List<Directory> directories = new ArrayList<>();
		try {
			for (String mount : Files.readAllLines(this.self.resolve("mountinfo"))) {
				String[] sides = mount.split(" - ", 2);
				String[] fields = sides[0].split(" ");
				String[] type = sides[1].split(" ");
				boolean version2 = type[0].equals("cgroup2");
				if (version2 || (type[0].equals("cgroup") && List.of(type[2].split(",")).contains("memory"))) {
					add(directories, version2, fields[3], fields[4]);
				}
			}
		}
		catch (IOException | RuntimeException ex) {
			// There are none, or they cannot be seen from here.
			return directories;
		}
		return directories;
	}

	private void add(List<Directory> directories, boolean version2, String mounted, String mountPoint)
			throws IOException {
		Path top = this.root.resolve(mountPoint.substring(1));
		String group = group(version2);
		String inside = group.startsWith(mounted) ? group.substring(mounted.length()) : "";
		Path directory = top.resolve(inside.replaceFirst("^/+", ""));
		while (directory.startsWith(top)) {
			directories.add(new Directory(directory, version2));
			directory = directory.getParent();
		}
	}

	private String group(boolean version2) throws IOException {
		for (String line : Files.readAllLines(this.self.resolve("cgroup"))) {
			String[] fields = line.split(":", 3);
			if (version2 ? fields[1].isEmpty() : List.of(fields[1].split(",")).contains("memory")) {
				return fields[2];
			}
		}
		return "/";
	}

	/**
	 * The files of a group.
	 *
	 * @param path where they are
	 * @param version2 of which version they are
	 */
	private record Directory(Path path, boolean version2) {

		double share() {
			try {
				long limit = number(this.version2 ? "memory.max" : "memory.limit_in_bytes");
				if (limit <= 0 || limit > UNLIMITED) {
					return UNKNOWN;
				}
				long usage = number(this.version2 ? "memory.current" : "memory.usage_in_bytes");
				return Math.max(0, usage - reclaimable()) / (double) limit;
			}
			catch (IOException | NumberFormatException ex) {
				return UNKNOWN;
			}
		}

		private long number(String file) throws IOException {
			String text = Files.readString(this.path.resolve(file)).trim();
			return text.equals("max") ? Long.MAX_VALUE : Long.parseLong(text);
		}

		private long reclaimable() throws IOException {
			String name = this.version2 ? "inactive_file " : "total_inactive_file ";
			return Files.readAllLines(this.path.resolve("memory.stat"))
				.stream()
				.filter((line) -> line.startsWith(name))
				.mapToLong((line) -> Long.parseLong(line.substring(name.length()).trim()))
				.findFirst()
				.orElse(0);
		}

	}

}
