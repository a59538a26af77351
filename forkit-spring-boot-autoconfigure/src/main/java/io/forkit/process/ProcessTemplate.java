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

package io.forkit.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.forkit.process.child.SpareMain;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.Assert;

/**
 * Runs programs and gives back their output and their exact status, with the semantics of
 * Node's {@code exec} and {@code execFile} where nothing else is said:
 *
 * <pre class="code">
 * processes.execFile("git", "rev-parse", rev).directory(dir).timeout(ofSeconds(5)).run().stdout()
 * </pre>
 *
 * Unlike in Node a program that does not end on the first signal is killed after a grace
 * period, signals go to its whole process group, and a program in the background that
 * holds the output open does not keep a command from completing.
 * <p>
 * Thread-safe. One daemon thread, started with the first command, watches all programs.
 * To be closed at the end: programs that are still running when the JVM ends without that
 * run on.
 *
 * @since 0.1.0
 * @see <a href="https://nodejs.org/api/child_process.html">child_process</a>
 */
public final class ProcessTemplate implements ProcessOperations, AutoCloseable {

	private static final Log logger = LogFactory.getLog(ProcessTemplate.class);

	// What was just forked is not to share the processors with the JVM that writes.
	private static final Duration ARCHIVE_DELAY = Duration.ofSeconds(1);

	private final CommandOptions defaults;

	private final ForkDefaults forkDefaults;

	private final String shell;

	private final TemplateContext context;

	private final EngineChoice engine;

	private final ForkChannels forkChannels;

	private final ClassDataArchives archives;

	private final SpareProcesses spares;

	ProcessTemplate(ProcessTemplateBuilder builder) {
		this.defaults = builder.defaults();
		this.forkDefaults = builder.forkDefaults();
		this.shell = builder.shell();
		this.context = builder.context();
		this.engine = builder.engineChoice();
		this.forkChannels = new ForkChannels(builder.forkCodec());
		this.archives = new ClassDataArchives(this.context,
				(this.forkDefaults.classData() && JvmClassPath.isForkitInJar())
						? new ClassDataDirectory(this.forkDefaults.classDataDirectory()) : null,
				ARCHIVE_DELAY);
		this.spares = new SpareProcesses(this.context, this.archives, this.forkDefaults.spares());
	}

	/**
	 * Create a template with the defaults.
	 * @return the template, to be closed by the caller
	 */
	public static ProcessTemplate create() {
		return builder().build();
	}

	/**
	 * Start to describe a template.
	 * @return a builder with the defaults
	 */
	public static ProcessTemplateBuilder builder() {
		return new ProcessTemplateBuilder();
	}

	@Override
	public CommandSpec execFile(String file, String... args) {
		return new DefaultCommandSpec(this.context, program(file, args), this.defaults);
	}

	@Override
	public CommandSpec exec(String command, Object... args) {
		return new DefaultCommandSpec(this.context, shellCommand(command, args), this.defaults);
	}

	@Override
	public SpawnSpec spawn(String file, String... args) {
		return new DefaultSpawnSpec(this.context, program(file, args), this.defaults);
	}

	@Override
	public SpawnSpec spawnShell(String command, Object... args) {
		return new DefaultSpawnSpec(this.context, shellCommand(command, args), this.defaults);
	}

	@Override
	public ForkSpec fork(Class<?> mainClass) {
		return fork(new ForkedClass(mainClass));
	}

	@Override
	public ForkSpec fork(Path program) {
		return fork(ForkProgram.of(program));
	}

	private DefaultForkSpec fork(ForkProgram program) {
		EngineInfo info = engine();
		if (info.name().equals("jdk")) {
			throw new UnsupportedOperationException("The jdk engine cannot fork " + program.name()
					+ ", as it cannot give a program the sockets of a channel. It is used in place of the native "
					+ "engine because " + info.reason() + ". Use the native engine, or 'spawn' the program and talk "
					+ "to it by its stdin and stdout.");
		}
		return new DefaultForkSpec(this.context, program, this.defaults, this.forkDefaults, this.forkChannels)
			.withSpares(this.spares, this.archives);
	}

	@Override
	public PipelineSpec pipeline(Consumer<PipelineStages> stages) {
		Assert.notNull(stages, "'stages' must not be null");
		StageList list = new StageList();
		stages.accept(list);
		Assert.isTrue(!list.members.isEmpty(), "'stages' must add at least one program");
		return new DefaultPipelineSpec(this.context, list.members, this.defaults);
	}

	private static List<String> program(String file, String... args) {
		Assert.hasLength(file, "'file' must not be empty");
		Assert.notNull(args, "'args' must not be null");
		List<String> command = new ArrayList<>(args.length + 1);
		command.add(Checks.noNul(file, "file"));
		for (int i = 0; i < args.length; i++) {
			command.add(Checks.noNul(args[i], "args[" + i + "]"));
		}
		return List.copyOf(command);
	}

	private List<String> shellCommand(String command, Object... args) {
		Assert.hasLength(command, "'command' must not be empty");
		Assert.notNull(args, "'args' must not be null");
		Checks.noNul(command, "command");
		List<String> words = new ArrayList<>(args.length);
		for (int i = 0; i < args.length; i++) {
			String name = "args[" + i + "]";
			Assert.notNull(args[i], () -> "'" + name + "' must not be null");
			words.add(Checks.noNul(String.valueOf(args[i]), name));
		}
		return List.of(this.shell, "-c", ShellCommand.expand(command, words));
	}

	/**
	 * Return which engine starts the programs, whether it has been made or not. Starts no
	 * thread; the first call finds out what this machine has.
	 * @return the engine
	 */
	public EngineInfo engine() {
		return EngineFactory.describe(this.engine);
	}

	/**
	 * Return how many programs are running.
	 * @return the number
	 */
	public int liveCount() {
		ProcessRunner runner = this.context.startedRunner();
		return (runner != null) ? runner.liveCount() : 0;
	}

	/**
	 * Return how many JVMs are waiting for a fork. They are not counted as running
	 * programs.
	 * @return the number
	 * @see ProcessTemplateBuilder#forkSpares(int)
	 */
	public int spareCount() {
		return this.spares.readyCount();
	}

	/**
	 * Begin to start the JVMs that wait for forks, those for forks without any options.
	 * Returns at once. Without this it begins with the first fork. Does nothing where
	 * there are to be none, or forks are not possible.
	 * @see ProcessTemplateBuilder#forkSpares(int)
	 */
	public void startForkSpares() {
		if (!this.spares.isEnabled()) {
			return;
		}
		Thread starter = new Thread(() -> {
			try {
				fork(new ForkedClass(SpareMain.class)).prepareSpares();
			}
			catch (RuntimeException ex) {
				logger.debug("No spare JVMs are started", ex);
			}
		}, "forkit-spares");
		starter.setDaemon(true);
		starter.start();
	}

	/**
	 * Return how many programs wait until others have ended.
	 * @return the number
	 * @see ProcessTemplateBuilder#maxConcurrent(int)
	 */
	public int queuedCount() {
		return this.context.waiting();
	}

	/**
	 * End all programs that are running, as a timeout does, and wait for that: at most
	 * the longest of their grace periods, the drain timeout and a second. Their futures
	 * fail with a {@link ProcessCancelledException}.
	 */
	@Override
	public void close() {
		this.archives.close();
		this.spares.close();
		this.context.close();
		this.forkChannels.close();
	}

	/**
	 * Collects the programs of a pipeline.
	 */
	private final class StageList implements PipelineStages {

		private final List<DefaultPipelineSpec.Member> members = new ArrayList<>();

		@Override
		public PipelineStages execFile(String file, String... args) {
			this.members.add(new DefaultPipelineSpec.Member(program(file, args), new ArrayList<>()));
			return this;
		}

		@Override
		public PipelineStages exec(String command, Object... args) {
			this.members.add(new DefaultPipelineSpec.Member(shellCommand(command, args), new ArrayList<>()));
			return this;
		}

		@Override
		public PipelineStages with(Consumer<ProcessSpec<?>> customizer) {
			Assert.notNull(customizer, "'customizer' must not be null");
			Assert.state(!this.members.isEmpty(), "'with' must follow a program");
			this.members.get(this.members.size() - 1).customizers().add(customizer);
			return this;
		}

	}

}
