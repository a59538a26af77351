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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

import io.forkit.posix.Signal;
import org.springframework.util.Assert;

/**
 * Starts programs by means of the JDK, for systems where the native engine cannot be
 * used: those without glibc, other systems than Linux, and JVMs that may not call native
 * code. No native library is loaded. What it cannot do is refused before anything is
 * started, or is in the {@linkplain #limits() list of its limits}.
 *
 * @since 0.1.0
 */
public final class JdkEngine implements ProcessEngine {

	private static final List<String> LIMITS = List.of(
			"Signals: only SIGTERM and SIGKILL can be sent. On Windows both end a program by force.",
			"Exit status: the end by a signal that was not sent by forkit cannot be told from the exit code "
					+ "128 + its number, and is reported as that code.",
			"Descendants: only those are found, and signalled, that can be reached through living parents or were "
					+ "found so before. What a program leaves behind when it ends by itself cannot be told.",
			"Groups: programs are in the process group of this JVM, so that keys as Ctrl-C reach them too. "
					+ "Detached programs are refused.",
			"Descriptors: only stdin, stdout and stderr. Open files, and pipes between programs that are not one "
					+ "pipeline, are refused.",
			"Credentials: another user, other groups and 'no new privileges' are refused.",
			"Names: a program sees its path as its own name (argv[0]). Another name is refused.",
			"Output: what descendants write after the end of the program may be lost, and it cannot be told whether "
					+ "something was.",
			"Threads: two for each program and one for each pipe in use. A pipe that is closed here while "
					+ "descendants of an ended program hold it keeps its threads and its file until they end.",
			"Text: where the JVM's character set is not UTF-8, characters of environment variables that it does "
					+ "not have become question marks, and such arguments are refused.",
			"Pipelines: JDK versions with the bug JDK-8289643, and all others if a program in the middle fails to "
					+ "start for a reason that cannot be foreseen, leave pipes open.");

	private final JdkRefusal refusal;

	private final Executor background;

	private final JdkLoop loop;

	/**
	 * Make an engine and start its thread.
	 * @param reason why the native engine is not used, as a clause: "the operating system
	 * is Windows and not Linux"
	 * @param background runs what must block, as listing all processes
	 */
	public JdkEngine(String reason, Executor background) {
		Assert.hasText(reason, "'reason' must not be empty");
		Assert.notNull(background, "'background' must not be null");
		this.refusal = new JdkRefusal(reason);
		this.background = background;
		this.loop = new JdkLoop("forkit-process");
	}

	/**
	 * Return what is different from the native engine, for people.
	 * @return a sentence or two for each limit
	 */
	public static List<String> limits() {
		return LIMITS;
	}

	@Override
	public String name() {
		return "jdk";
	}

	@Override
	public boolean canSend(Signal signal) {
		return signal == Signal.SIGTERM || signal == Signal.SIGKILL;
	}

	@Override
	public Loop loop() {
		return this.loop;
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * With {@link Launch.Group#OWN}, signals to the group go to those descendants that
	 * can be found.
	 */
	@Override
	public List<EngineProcess> start(List<Launch> launches) throws IOException {
		List<JdkCommand> commands = new ArrayList<>(launches.size());
		for (Launch launch : launches) {
			commands.add(new JdkCommand(launch, this.refusal));
		}
		List<Process> started = (commands.size() == 1) ? List.of(start(commands.get(0))) : startPipeline(commands);
		List<EngineProcess> processes = new ArrayList<>(commands.size());
		for (int i = 0; i < commands.size(); i++) {
			processes.add(process(commands.get(i), started.get(i), i == 0, i == commands.size() - 1));
		}
		return processes;
	}

	private static Process start(JdkCommand command) throws LaunchException {
		try {
			return command.builder().start();
		}
		catch (IOException ex) {
			throw new LaunchException(0, ex);
		}
	}

	private static List<Process> startPipeline(List<JdkCommand> commands) throws LaunchException {
		int index = 0;
		try {
			for (; index < commands.size(); index++) {
				commands.get(index).checkCanStart();
			}
			return ProcessBuilder.startPipeline(commands.stream().map(JdkCommand::builder).toList());
		}
		catch (IOException ex) {
			long reached = commands.stream().filter(JdkCommand::wasReached).count();
			throw new LaunchException((reached > 0) ? (int) reached - 1 : index, ex);
		}
	}

	private EngineProcess process(JdkCommand command, Process process, boolean first, boolean last) {
		String name = " of pid " + process.pid();
		Map<Integer, ProgramInput> inputs = (first && command.isPiped(0))
				? Map.of(0, new JdkInput(this.loop, process.getOutputStream(), "stdin" + name)) : Map.of();
		Map<Integer, ProgramOutput> outputs = new HashMap<>(4);
		if (last && command.isPiped(1)) {
			outputs.put(1, new JdkOutput(this.loop, process.getInputStream(), "stdout" + name));
		}
		if (command.isPiped(2)) {
			outputs.put(2, new JdkOutput(this.loop, process.getErrorStream(), "stderr" + name));
		}
		return new JdkProcess(process, command.launch().group(), inputs, outputs, this.loop, this.background);
	}

	@Override
	public void close() {
		this.loop.close();
	}

}
