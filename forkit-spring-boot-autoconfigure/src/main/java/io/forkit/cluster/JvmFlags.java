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

import io.forkit.process.jvm.ExclusiveFlags;

/**
 * Changes those flags of a JVM that name a port or a file which only one process can
 * have: ports move by seat, files get the seat into their names.
 */
final class JvmFlags {

	private static final int MAX_PORT = 65535;

	private final int seat;

	JvmFlags(int seat) {
		this.seat = seat;
	}

	/**
	 * Change a flag where that is needed.
	 * @param flag the flag as the primary has it
	 * @return the flag for the worker
	 */
	String forWorker(String flag) {
		if (ExclusiveFlags.isDebugger(flag)) {
			return debugger(flag);
		}
		String changed = ExclusiveFlags.changeManagementPort(flag, this::movedPort);
		return ExclusiveFlags.changeFile(changed, (name) -> SeatFiles.name(name, this.seat));
	}

	private String debugger(String flag) {
		if (flag.contains("server=n") || !flag.contains("server=y")) {
			// The primary's JVM has connected to the one debugger that listens there. A
			// worker opens a port instead, and prints it.
			return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";
		}
		// A suspended JVM cannot even see that its primary is gone.
		return ExclusiveFlags.changeDebuggerPort(flag.replace("suspend=y", "suspend=n"), this::movedPort);
	}

	private String movedPort(String port) {
		int number = Integer.parseInt(port);
		if (number == 0) {
			return port;
		}
		int moved = number + this.seat + 1;
		return String.valueOf((moved <= MAX_PORT) ? moved : 0);
	}

}
