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

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The flags of this JVM that another JVM can be started with while this one runs, as
 * Node's {@code process.execArgv}.
 *
 * @since 0.1.0
 */
public final class InheritedFlags {

	private static final Log logger = LogFactory.getLog(InheritedFlags.class);

	// What opens a port that this JVM has, what writes an archive, of which there is one,
	// and the archive that forkit has given to this JVM.
	private static final Pattern NOT_INHERITED = Pattern
		.compile("-Dcom\\.sun\\.management\\.jmxremote\\.(?:rmi\\.)?port=(?!0$).*|-XX:AOTCacheOutput=.*"
				+ "|-XX:AOTMode=(?:record|create)|-XX:AOTConfiguration=.*|-XX:ArchiveClassesAtExit=.*"
				+ "|-XX:DumpLoadedClassList=.*|-Xshare:dump|-Djava\\.class\\.path=.*"
				+ "|-XX:SharedArchiveFile=.*/forkit-[0-9a-f]{32}\\.jsa|-Xlog:cds\\*=off");

	private InheritedFlags() {
	}

	/**
	 * Return the flags that this JVM was started with, those in argument files included,
	 * without what says which classes it runs, and without debuggers, ports of JMX and
	 * archives to write; files of logs and recordings get the process id into their
	 * names.
	 * @return the flags
	 */
	public static List<String> ofThisJvm() {
		return OfThisJvm.FLAGS;
	}

	private static List<String> own() {
		try {
			JvmCommandLine commandLine = JvmCommandLine.ofThisProcess();
			if (commandLine.isJavaLauncher()) {
				return commandLine.flags();
			}
		}
		catch (IOException ex) {
			logger.debug("The command line of this process cannot be read", ex);
		}
		return ManagementFactory.getRuntimeMXBean()
			.getInputArguments()
			.stream()
			.filter((flag) -> flag.startsWith("-"))
			.toList();
	}

	/**
	 * Return what another JVM inherits of a flag.
	 * @param flag the flag of this JVM
	 * @return the same, or one with another file, or {@code null} if it is not inherited
	 */
	static @Nullable String inherited(String flag) {
		if (ExclusiveFlags.isDebugger(flag) || NOT_INHERITED.matcher(flag).matches()) {
			logger.debug("A forked JVM does not inherit " + flag);
			return null;
		}
		return ExclusiveFlags.changeFile(flag, InheritedFlags::withProcessId);
	}

	/**
	 * Return what other JVMs inherit of a variable with flags, as
	 * {@code JAVA_TOOL_OPTIONS}.
	 * @param options the flags, separated by white space
	 * @return the flags that are inherited
	 */
	public static String inheritedOptions(String options) {
		StringBuilder inherited = new StringBuilder();
		for (String token : options.split("(?<=\\s)|(?=\\s)")) {
			String kept = inherited(token);
			inherited.append((kept != null) ? kept : "");
		}
		return inherited.toString();
	}

	private static String withProcessId(String name) {
		int directory = name.lastIndexOf('/') + 1;
		int dot = name.lastIndexOf('.');
		int end = (dot > directory) ? dot : name.length();
		return name.substring(0, end) + "-%p" + name.substring(end);
	}

	private static final class OfThisJvm {

		static final List<String> FLAGS = own().stream().flatMap((flag) -> Stream.ofNullable(inherited(flag))).toList();

	}

}
