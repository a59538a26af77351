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

package io.forkit.process.jvm;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises those flags of a JVM that name a port or a file which only one process can
 * have.
 *
 * @since 0.1.0
 */
public final class ExclusiveFlags {

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

	private ExclusiveFlags() {
	}

	/**
	 * Return whether a flag loads the agent for a debugger.
	 * @param flag the flag
	 * @return whether it does
	 */
	public static boolean isDebugger(String flag) {
		return DEBUGGER.matcher(flag).matches();
	}

	/**
	 * Change the port in a flag for a debugger.
	 * @param flag the flag
	 * @param port changes the port
	 * @return the changed flag, or the same if it names no port
	 */
	public static String changeDebuggerPort(String flag, UnaryOperator<String> port) {
		return DEBUGGER_ADDRESS.matcher(flag)
			.replaceAll((match) -> Matcher.quoteReplacement(match.group(1) + port.apply(match.group(2))));
	}

	/**
	 * Change the port in a flag that opens one for JMX.
	 * @param flag the flag
	 * @param port changes the port
	 * @return the changed flag, or the same if it opens none
	 */
	public static String changeManagementPort(String flag, UnaryOperator<String> port) {
		return replace(MANAGEMENT_PORT, flag, port);
	}

	/**
	 * Change the name of the file in a flag that names one for logs or recordings.
	 * @param flag the flag
	 * @param file changes the name
	 * @return the changed flag, or the same if it names none, or one with the process id
	 * in it: that is different in each process anyway
	 */
	public static String changeFile(String flag, UnaryOperator<String> file) {
		UnaryOperator<String> change = (name) -> name.contains("%p") ? name : file.apply(name);
		String changed = replace(LOG_FILE, flag, change);
		return changed.equals(flag) ? replace(RECORDING_FILE, flag, change) : changed;
	}

	private static String replace(Pattern pattern, String flag, UnaryOperator<String> change) {
		Matcher matcher = pattern.matcher(flag);
		if (!matcher.matches()) {
			return flag;
		}
		String rest = (matcher.groupCount() > 2) ? matcher.group(3) : "";
		return matcher.group(1) + change.apply(matcher.group(2)) + rest;
	}

}
