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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.forkit.ipc.ChannelVariables;
import io.forkit.posix.Credentials;
import io.forkit.posix.EventLoop;
import io.forkit.posix.JdkChannels;
import io.forkit.posix.Spawn;
import io.forkit.process.CommandMarker;
import io.forkit.process.ProcessEnvironment;
import io.forkit.process.jvm.JvmCommandLine;
import org.jspecify.annotations.Nullable;

/**
 * Starts workers: the same program as this one, told by its environment that it is a
 * worker.
 */
final class JvmWorkerLauncher implements WorkerProcess.Launcher {

	private static final int CHANNEL_NUMBER = 3;

	private static final int HANDLES_NUMBER = 4;

	// So that workers can share the keys of session tickets.
	private static final String TICKET_KEYS_FLAG = "--add-opens=java.base/sun.security.ssl=ALL-UNNAMED";

	private static final List<String> OPTION_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS",
			"_JAVA_OPTIONS");

	private final JvmCommandLine commandLine;

	private final @Nullable Path outputDirectory;

	private final EventLoop loop;

	private final WorkerChannels channels;

	private volatile boolean chosen;

	JvmWorkerLauncher(JvmCommandLine commandLine, @Nullable Path outputDirectory, EventLoop loop,
			WorkerChannels channels) {
		this.commandLine = commandLine;
		this.outputDirectory = outputDirectory;
		this.loop = loop;
		this.channels = channels;
	}

	/** Tell the workers that code of the user chooses between them. */
	void chosen() {
		this.chosen = true;
	}

	@Override
	public WorkerProcess launch(WorkerLaunch launch, WorkerProcess.Listener listener) throws IOException {
		WorkerProgram program = launch.generation().program();
		String marker = CommandMarker.next();
		Spawn spawn = new Spawn(this.commandLine.executable(), arguments(launch),
				environment(launch).with(CommandMarker.VARIABLE, marker).toBytes())
			.newSession()
			.directory(program.directory())
			.credentials(program.credentials());
		StartOutput output = output(launch);
		try {
			return start(output.giveTo(spawn), marker, output, listener);
		}
		catch (IOException | RuntimeException | Error ex) {
			output.close();
			throw ex;
		}
		finally {
			output.given();
		}
	}

	private StartOutput output(WorkerLaunch launch) throws IOException {
		if (launch.generation().program().silent()) {
			return SilentOutput.open();
		}
		return (this.outputDirectory != null)
				? OutputFile.open(this.outputDirectory.resolve("worker-" + launch.seat() + ".log"))
				: EarlyOutput.open();
	}

	private WorkerProcess start(Spawn spawn, String marker, StartOutput output, WorkerProcess.Listener listener)
			throws IOException {
		WorkerChannels.Ends ends = WorkerChannels.Ends.open();
		try {
			return JvmWorkerProcess.start(
					spawn.descriptor(CHANNEL_NUMBER, ends.messages().second())
						.descriptor(HANDLES_NUMBER, ends.handles().second()),
					marker, this.loop, this.channels, ends, output, listener);
		}
		finally {
			ends.messages().second().close();
			ends.handles().second().close();
		}
	}

	private List<byte[]> arguments(WorkerLaunch launch) {
		WorkerProgram program = launch.generation().program();
		String mainClass = program.mainClass();
		JvmCommandLine line = (mainClass != null) ? this.commandLine.withMainClass(mainClass) : this.commandLine;
		Path jar = launch.generation().jar().path();
		if (jar != null) {
			line = line.withJar(jar);
		}
		return ((program.directory() != null) ? line.withAbsolutePaths() : line).with(addedFlags(),
				program.jvmArguments(), new JvmFlags(launch.seat())::forWorker, program.arguments());
	}

	private static List<String> addedFlags() {
		List<String> flags = new ArrayList<>();
		flags.add(JdkChannels.REQUIRED_FLAG);
		flags.add(TICKET_KEYS_FLAG);
		if (Runtime.version().feature() >= 22) {
			flags.add("--enable-native-access=ALL-UNNAMED");
		}
		return flags;
	}

	private ProcessEnvironment environment(WorkerLaunch launch) {
		WorkerProgram program = launch.generation().program();
		ProcessEnvironment environment = withoutParent(ProcessEnvironment.inherited().withoutServiceVariables());
		JvmFlags flags = new JvmFlags(launch.seat());
		for (String name : OPTION_VARIABLES) {
			String value = environment.get(name);
			if (value != null) {
				environment = environment.with(name, options(value, flags));
			}
		}
		Map<String, String> all = new LinkedHashMap<>(program.environment());
		all.putAll(launch.environment());
		for (Map.Entry<String, String> variable : all.entrySet()) {
			environment = environment.with(variable.getKey(), variable.getValue());
		}
		if (this.outputDirectory == null && isTerminal()) {
			environment = environment.with(WorkerIdentity.TERMINAL_VARIABLE, "true");
		}
		if (this.outputDirectory == null && !program.silent()) {
			environment = environment.with(WorkerIdentity.OUTPUT_VARIABLE, String.valueOf(EarlyOutput.OUTPUT_NUMBER))
				.with(WorkerIdentity.ERROR_VARIABLE, String.valueOf(EarlyOutput.ERROR_NUMBER));
		}
		Path configuration = launch.generation().jar().configuration();
		// Other users could not read what one of them has kept.
		if (configuration != null && program.credentials().equals(Credentials.SAME)) {
			environment = environment.with(WorkerIdentity.CONFIGURATION_VARIABLE, configuration.toString())
				.with(WorkerIdentity.CONFIGURATION_HELD_VARIABLE,
						String.valueOf(launch.generation().jar().holdsConfiguration()));
		}
		return environment.with(WorkerIdentity.ID_VARIABLE, String.valueOf(launch.id()))
			.with(WorkerIdentity.SLOT_VARIABLE, String.valueOf(launch.slot()))
			.with(WorkerIdentity.SEAT_VARIABLE, String.valueOf(launch.seat()))
			.with(WorkerIdentity.CHOSEN_VARIABLE, String.valueOf(this.chosen))
			.with(WorkerIdentity.CHANNEL_VARIABLE, String.valueOf(CHANNEL_NUMBER))
			.with(WorkerIdentity.HANDLES_VARIABLE, String.valueOf(HANDLES_NUMBER));
	}

	/**
	 * Remove what leads to the parent of a primary that was forked, or to the primary of
	 * a worker that has started this one. In a worker the same numbers are those of other
	 * descriptors.
	 */
	static ProcessEnvironment withoutParent(ProcessEnvironment environment) {
		ProcessEnvironment changed = environment;
		for (String name : ChannelVariables.ALL) {
			changed = changed.without(name);
		}
		for (String name : WorkerIdentity.VARIABLES) {
			changed = changed.without(name);
		}
		return changed;
	}

	/**
	 * Return whether the standard output is a terminal. A JVM asks for standard input as
	 * well, which workers do not have, and would leave out the colours.
	 */
	private static boolean isTerminal() {
		try {
			String output = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
			return output.startsWith("/dev/pts/") || output.startsWith("/dev/tty");
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static String options(String value, JvmFlags flags) {
		StringBuilder changed = new StringBuilder();
		for (String token : value.split("(?<=\\s)|(?=\\s)")) {
			changed.append(flags.forWorker(token));
		}
		return changed.toString();
	}

}
