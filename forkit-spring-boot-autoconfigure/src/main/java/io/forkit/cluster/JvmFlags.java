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

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Changes those flags of a JVM that name a port or a file which only one process can
 * have: ports move by slot, files get the slot into their names.
 */
final class JvmFlags {

	private static final Pattern DEBUGGER = Pattern.compile("-(?:agentlib:jdwp=|Xrunjdwp:).*");

	private static final Pattern DEBUGGER_ADDRESS = Pattern.compile("(?<=[=:,]address=)((?:[^,]*:)?)(\\d+)(?=,|$)");

	private static final Pattern MANAGEMENT_PORT = Pattern
		.compile("(-Dcom\\.sun\\.management\\.jmxremote\\.(?:rmi\\.)?port=)(\\d+)");

	// An output of -Xlog that is neither stdout nor stderr is a file, with or without
	// 'file='.
	private static final Pattern LOG_FILE = Pattern
		.compile("(-Xlog:[^:]*:(?!std(?:out|err)(?::|$))(?:file=)?\"?|-Xloggc:)([^:\"]+)(.*)");

	private static final Pattern RECORDING_FILE = Pattern
		.compile("(-XX:StartFlightRecording[:=](?:.*,)?filename=)([^,]+)(.*)");

	private static final int MAX_PORT = 65535;

	private final int slot;

	JvmFlags(int slot) {
		this.slot = slot;
	}

	/**
	 * Change a flag where that is needed.
	 * @param flag the flag as the primary has it
	 * @return the flag for the worker
	 */
	String forWorker(String flag) {
		if (DEBUGGER.matcher(flag).matches()) {
			return debugger(flag);
		}
		String changed = replace(MANAGEMENT_PORT, flag, (port) -> movedPort(port));
		if (!changed.equals(flag)) {
			return changed;
		}
		changed = replace(LOG_FILE, flag, this::file);
		return changed.equals(flag) ? replace(RECORDING_FILE, flag, this::file) : changed;
	}

	private String debugger(String flag) {
		if (flag.contains("server=n") || !flag.contains("server=y")) {
			// The primary's JVM has connected to the one debugger that listens there. A
			// worker opens a port instead, and prints it.
			return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";
		}
		Matcher matcher = DEBUGGER_ADDRESS.matcher(flag);
		return matcher.replaceAll((match) -> Matcher.quoteReplacement(match.group(1) + movedPort(match.group(2))));
	}

	private static String replace(Pattern pattern, String flag, UnaryOperator<String> change) {
		Matcher matcher = pattern.matcher(flag);
		if (!matcher.matches()) {
			return flag;
		}
		String rest = (matcher.groupCount() > 2) ? matcher.group(3) : "";
		return matcher.group(1) + change.apply(matcher.group(2)) + rest;
	}

	private String movedPort(String port) {
		int number = Integer.parseInt(port);
		if (number == 0) {
			return port;
		}
		int moved = number + this.slot + 1;
		return String.valueOf((moved <= MAX_PORT) ? moved : 0);
	}

	private String file(String name) {
		// A name with the process id in it is different in each process anyway.
		return name.contains("%p") ? name : SlotFiles.name(name, this.slot);
	}

}
