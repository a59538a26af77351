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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the kernel tells about processes, see {@code proc(5)}.
 */
final class ProcessTable {

	private static final Path PROC = Path.of("/proc");

	private static final int STATE = 0;

	private static final int PARENT = 1;

	private static final int GROUP = 2;

	private static final int SESSION = 3;

	private static final int START_TIME = 19;

	private ProcessTable() {
	}

	/**
	 * Read all living processes, without zombies.
	 * @return the processes
	 * @throws IOException if {@code /proc} cannot be read, as where no file can be opened
	 */
	static List<Entry> read() throws IOException {
		int self = (int) ProcessHandle.current().pid();
		boolean complete = false;
		String[] names = new File("/proc").list();
		if (names == null) {
			throw new IOException("/proc cannot be read");
		}
		List<Entry> entries = new ArrayList<>(names.length);
		for (String name : names) {
			if (Character.isDigit(name.charAt(0))) {
				Entry entry = read(Integer.parseInt(name));
				complete |= entry != null && entry.pid() == self;
				if (entry != null && entry.isAlive()) {
					entries.add(entry);
				}
			}
		}
		if (!complete) {
			// Not even this process was found: others were not missed because they ended.
			throw new IOException("/proc cannot be read, maybe as too many files are open");
		}
		return entries;
	}

	/**
	 * Read the children of a process that have ended and were not reaped.
	 * @param parent the process id of the parent
	 * @return the zombies
	 * @throws IOException if {@code /proc} cannot be read
	 */
	static List<Entry> zombiesOf(int parent) throws IOException {
		String[] names = new File("/proc").list();
		if (names == null) {
			throw new IOException("/proc cannot be read");
		}
		List<Entry> zombies = new ArrayList<>();
		for (String name : names) {
			Entry entry = Character.isDigit(name.charAt(0)) ? read(Integer.parseInt(name)) : null;
			if (entry != null && entry.parent() == parent && entry.state() == 'Z') {
				zombies.add(entry);
			}
		}
		return zombies;
	}

	/**
	 * Read one process.
	 * @param pid the process id
	 * @return the process, maybe a zombie, or {@code null} if there is none
	 */
	static @Nullable Entry read(int pid) {
		try {
			String stat = Files.readString(file(pid, "stat"), StandardCharsets.ISO_8859_1);
			// The name before these fields is in parentheses and may contain anything.
			String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
			return new Entry(pid, fields[STATE].charAt(0), Integer.parseInt(fields[PARENT]),
					Integer.parseInt(fields[GROUP]), Integer.parseInt(fields[SESSION]),
					Long.parseLong(fields[START_TIME]));
		}
		catch (IOException ex) {
			// It has ended meanwhile.
			return null;
		}
	}

	/**
	 * Read the environment that a process was started with.
	 * @param pid the process id
	 * @return the entries, each ended by a NUL; nothing if it has ended or belongs to
	 * another user
	 */
	static byte[] environment(int pid) {
		return content(pid, "environ");
	}

	/**
	 * Read the arguments of a process.
	 * @param pid the process id
	 * @return the arguments, or nothing if it has ended or is a thread of the kernel
	 */
	static List<String> arguments(int pid) {
		byte[] content = content(pid, "cmdline");
		String text = new String(content, StandardCharsets.UTF_8);
		return text.isEmpty() ? List.of() : List.of(text.split("\0"));
	}

	private static byte[] content(int pid, String name) {
		try {
			return Files.readAllBytes(file(pid, name));
		}
		catch (IOException ex) {
			return new byte[0];
		}
	}

	private static Path file(int pid, String name) {
		return PROC.resolve(pid + "/" + name);
	}

	/**
	 * A process.
	 *
	 * @param pid the process id
	 * @param state the state, as {@code ps(1)} shows it
	 * @param parent the process id of the parent
	 * @param group the process group
	 * @param session the session
	 * @param startTime when it started, in clock ticks since the system did
	 */
	record Entry(int pid, char state, int parent, int group, int session, long startTime) {

		boolean isAlive() {
			return this.state != 'Z' && this.state != 'X';
		}

	}

}
