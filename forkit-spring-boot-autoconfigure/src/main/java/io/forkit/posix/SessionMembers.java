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
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the processes of a session, see {@code proc(5)}.
 */
final class SessionMembers {

	private static final int STATE = 0;

	private static final int SESSION = 3;

	private SessionMembers() {
	}

	/**
	 * List the living processes of a session, its leader excluded.
	 * @param session the session, which is the process id of its leader
	 * @return the process ids
	 * @throws IOException if {@code /proc} cannot be read
	 */
	static List<Integer> of(int session) throws IOException {
		List<Integer> members = new ArrayList<>();
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
			for (Path process : processes) {
				int pid = Integer.parseInt(process.getFileName().toString());
				if (pid != session && isMember(process, session)) {
					members.add(pid);
				}
			}
		}
		return members;
	}

	private static boolean isMember(Path process, int session) {
		try {
			String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
			// The name before these fields is in parentheses and may contain anything.
			String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
			return Integer.parseInt(fields[SESSION]) == session && !"Z".equals(fields[STATE]);
		}
		catch (IOException ex) {
			// It has ended meanwhile.
			return false;
		}
	}

}
