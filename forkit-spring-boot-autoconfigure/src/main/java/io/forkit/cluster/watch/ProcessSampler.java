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

package io.forkit.cluster.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Takes samples of processes, see {@code proc(5)}. Blocks while the files are read, which
 * are those of all threads: for processes only that seem to hang.
 */
final class ProcessSampler {

	/** The name of the thread that gives signs of life. */
	static final String HEART = "forkit-beat";

	private static final String DEBUG_AGENT = "jdwp";

	private static final int STATE = 0;

	private static final int MAJOR_FAULTS = 9;

	// What HotSpot calls its threads, of which the kernel keeps 15 characters.
	private static final List<String> COLLECTORS = List.of("VM Thread", "GC Thread#", "G1 ", "ZWorker", "ZDriver",
			"XWorker", "XDriver", "Shenandoah", "RuntimeWorker");

	private final Path proc;

	private final Path cgroups;

	ProcessSampler() {
		this(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
	}

	ProcessSampler(Path proc, Path cgroups) {
		this.proc = proc;
		this.cgroups = cgroups;
	}

	/**
	 * Look at a process.
	 * @param pid its number
	 * @param now the time now, in nanoseconds
	 * @return the sample, or {@code null} if nothing can be seen
	 */
	@Nullable ProcessSample take(long pid, long now) {
		Path process = this.proc.resolve(Long.toString(pid));
		try {
			String[] stat = stat(process);
			char state = stat[STATE].charAt(0);
			Threads threads = new Threads();
			try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task"))) {
				for (Path task : tasks) {
					threads.add(task);
				}
			}
			return new ProcessSample(now, isFrozen(process) ? ProcessSample.STOPPED : state,
					Long.parseLong(stat[MAJOR_FAULTS]), threads.collecting, threads.waiting, threads.runnable,
					threads.blocked, isDebuggable(process));
		}
		catch (IOException | RuntimeException ex) {
			// It has ended, or there are too many open files.
			return null;
		}
	}

	/** The name before these fields is in parentheses and may contain anything. */
	private static String[] stat(Path directory) throws IOException {
		String stat = read(directory.resolve("stat"));
		return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
	}

	private static String read(Path file) throws IOException {
		return Files.readString(file, StandardCharsets.ISO_8859_1);
	}

	/** It was started with the agent that a debugger of Java talks to. */
	private static boolean isDebuggable(Path process) {
		return Stream.of("cmdline", "environ").anyMatch((file) -> {
			try {
				return read(process.resolve(file)).contains(DEBUG_AGENT);
			}
			catch (IOException ex) {
				// It may belong to another user.
				return false;
			}
		});
	}

	/** Of the second version of control groups: those of the first show as waiting. */
	private boolean isFrozen(Path process) {
		try {
			for (String line : read(process.resolve("cgroup")).split("\n")) {
				if (line.startsWith("0::/")) {
					Path events = this.cgroups.resolve(line.substring("0::/".length())).resolve("cgroup.events");
					return Files.exists(events) && read(events).contains("frozen 1");
				}
			}
		}
		catch (IOException ex) {
			// There are none.
		}
		return false;
	}

	/**
	 * The threads that tell something.
	 */
	private static final class Threads {

		private long collecting;

		private long waiting;

		private boolean runnable;

		private boolean blocked;

		void add(Path task) {
			try {
				String name = read(task.resolve("comm")).strip();
				boolean heart = name.equals(HEART);
				if (heart || COLLECTORS.stream().anyMatch(name::startsWith)) {
					String[] times = read(task.resolve("schedstat")).strip().split(" ");
					if (heart) {
						this.waiting += Long.parseLong(times[1]);
					}
					else {
						this.collecting += Long.parseLong(times[0]);
					}
					String state = stat(task)[STATE];
					this.runnable |= heart && state.equals("R");
					this.blocked |= state.equals("D");
				}
			}
			catch (IOException ex) {
				// This thread has ended, or the kernel does not tell.
			}
		}

	}

}
