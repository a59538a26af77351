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

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.forkit.posix.Signal;
import io.forkit.process.observation.ProcessObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

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

	private final CommandOptions defaults;

	private final String shell;

	private final TemplateContext context;

	private final EngineChoice engine;

	private ProcessTemplate(Builder builder) {
		this.defaults = builder.defaults();
		this.shell = builder.shell;
		this.context = builder.context();
		this.engine = builder.engine;
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
	public static Builder builder() {
		return new Builder();
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
	 * Return how many programs wait until others have ended.
	 * @return the number
	 * @see Builder#maxConcurrent(int)
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
		this.context.close();
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

	/**
	 * Describes a template. Not thread-safe.
	 */
	public static final class Builder {

		private final CommandOptions options = new CommandOptions();

		private SecretMasks masks = SecretMasks.DEFAULTS;

		private ExecutablePolicy policy = ExecutablePolicy.ALL;

		private EngineChoice engine = EngineChoice.AUTO;

		private String shell = "/bin/sh";

		private int maxConcurrent = Integer.MAX_VALUE;

		private int queueCapacity = Integer.MAX_VALUE;

		private @Nullable Duration queueTimeout;

		private @Nullable Executor executor;

		private ObservationRegistry observationRegistry = ObservationRegistry.NOOP;

		private @Nullable ProcessObservationConvention observationConvention;

		private Builder() {
		}

		private CommandOptions defaults() {
			return this.options.copy();
		}

		private TemplateContext context() {
			Admission admission = (this.maxConcurrent < Integer.MAX_VALUE)
					? new Admission(this.maxConcurrent, this.queueCapacity, this.queueTimeout) : null;
			EngineChoice choice = this.engine;
			return new TemplateContext((background) -> EngineFactory.create(choice, background), this.executor,
					this.policy, admission, this.masks,
					new CommandObservations(this.observationRegistry, this.observationConvention));
		}

		/**
		 * Set how long a program may run until it is ended. Defaults to no limit.
		 * @param timeout the limit, greater than zero
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			this.options.timeout = Checks.positive(timeout, "timeout");
			return this;
		}

		/**
		 * Set the signal that is sent first to end a program. Defaults to SIGTERM.
		 * @param killSignal the signal
		 * @return this builder
		 */
		public Builder killSignal(Signal killSignal) {
			Assert.notNull(killSignal, "'killSignal' must not be null");
			this.options.killSignal = killSignal;
			return this;
		}

		/**
		 * Set how long after the first signal SIGKILL follows. Defaults to 5 seconds.
		 * @param killGrace the time, not negative
		 * @return this builder
		 */
		public Builder killGrace(Duration killGrace) {
			this.options.killGrace = Checks.notNegative(killGrace, "killGrace");
			return this;
		}

		/**
		 * Set how long output is awaited when a program has ended but another process,
		 * which it left in the background, holds its stdout or stderr open. Defaults to 2
		 * seconds. Then the command completes with what was read, and writing on gets
		 * that other process a SIGPIPE.
		 * @param drainTimeout the time, not negative
		 * @return this builder
		 */
		public Builder drainTimeout(Duration drainTimeout) {
			this.options.drainTimeout = Checks.notNegative(drainTimeout, "drainTimeout");
			return this;
		}

		/**
		 * Set whether what a program has left alive is ended also when it ends by itself.
		 * Defaults to {@code false}.
		 * @param killDescendants whether it is ended
		 * @return this builder
		 */
		public Builder killDescendants(boolean killDescendants) {
			this.options.killDescendants = killDescendants;
			return this;
		}

		/**
		 * Set how much of stdout, and as much again of stderr, is kept. Defaults to 1
		 * MiB.
		 * @param maxBuffer the limit per stream, not negative
		 * @return this builder
		 */
		public Builder maxBuffer(DataSize maxBuffer) {
			this.options.maxBuffer = Checks.notNegative(maxBuffer, "maxBuffer");
			return this;
		}

		/**
		 * Set what happens to a program that writes more. Defaults to
		 * {@link Overflow#FAIL}.
		 * @param overflow what happens
		 * @return this builder
		 */
		public Builder overflow(Overflow overflow) {
			Assert.notNull(overflow, "'overflow' must not be null");
			this.options.overflow = overflow;
			return this;
		}

		/**
		 * Set the charset of input and output texts. Defaults to UTF-8.
		 * @param charset the charset
		 * @return this builder
		 */
		public Builder charset(Charset charset) {
			Assert.notNull(charset, "'charset' must not be null");
			this.options.charset = charset;
			return this;
		}

		/**
		 * Add a variable to the environment of all programs.
		 * @param name the name
		 * @param value the value
		 * @return this builder
		 */
		public Builder environment(String name, String value) {
			this.options.environment = this.options.environment.with(name, value);
			return this;
		}

		/**
		 * Set which variables of this process programs get. Defaults to all but those
		 * that forkit and Node use between parent and child. To be called before
		 * {@link #environment}.
		 * @param inherited tells by the name
		 * @return this builder
		 */
		public Builder inheritEnvironment(Predicate<String> inherited) {
			Assert.notNull(inherited, "'inherited' must not be null");
			this.options.environment = this.options.environment.retain(inherited);
			return this;
		}

		/**
		 * Set the shell that {@link ProcessTemplate#exec} uses. Defaults to
		 * {@code /bin/sh}.
		 * @param shell a shell that understands POSIX quoting and {@code -c}: a path, or
		 * a name that is looked up in the PATH of the command
		 * @return this builder
		 */
		public Builder shell(String shell) {
			Assert.hasText(shell, "'shell' must not be empty");
			this.shell = Checks.noNul(shell, "shell");
			return this;
		}

		/**
		 * Set whether programs are kept from gaining privileges. Defaults to
		 * {@code false}.
		 * @param noNewPrivileges whether they are kept from it
		 * @return this builder
		 * @see ProcessSpec#noNewPrivileges(boolean)
		 */
		public Builder noNewPrivileges(boolean noNewPrivileges) {
			this.options.credentials = this.options.credentials.withNoNewPrivileges(noNewPrivileges);
			return this;
		}

		/**
		 * Limit what each program may use. Defaults to the limits of this process.
		 * @param limits the limits
		 * @return this builder
		 */
		public Builder limits(ResourceLimits limits) {
			Assert.notNull(limits, "'limits' must not be null");
			this.options.limits = limits;
			return this;
		}

		/**
		 * Set how many commands may run at the same time, a pipeline being one. Defaults
		 * to no limit. Others wait in the order in which they came.
		 * @param maxConcurrent the number, at least 1
		 * @return this builder
		 */
		public Builder maxConcurrent(int maxConcurrent) {
			Assert.isTrue(maxConcurrent >= 1, () -> "'maxConcurrent' must be at least 1 but is " + maxConcurrent);
			this.maxConcurrent = maxConcurrent;
			return this;
		}

		/**
		 * Set how many commands may wait. Defaults to no limit. One that is too many
		 * fails with a {@link ProcessQueueException}.
		 * @param queueCapacity the number, not negative
		 * @return this builder
		 */
		public Builder queueCapacity(int queueCapacity) {
			Assert.isTrue(queueCapacity >= 0, () -> "'queueCapacity' must not be negative but is " + queueCapacity);
			this.queueCapacity = queueCapacity;
			return this;
		}

		/**
		 * Set how long a command may wait. Defaults to no limit. Then it fails with a
		 * {@link ProcessQueueException}.
		 * @param queueTimeout the limit, greater than zero
		 * @return this builder
		 */
		public Builder queueTimeout(Duration queueTimeout) {
			this.queueTimeout = Checks.positive(queueTimeout, "queueTimeout");
			return this;
		}

		/**
		 * Allow these programs and no others. Defaults to all. To allow a shell is to
		 * allow everything.
		 * @param executables names, which allow what is found in PATH under that name,
		 * and absolute paths or globs, as {@code /usr/bin/*}, which allow the files that
		 * they lead to
		 * @return this builder
		 */
		public Builder allowedExecutables(Collection<String> executables) {
			Assert.notNull(executables, "'executables' must not be null");
			this.policy = ExecutablePolicy.only(executables);
			return this;
		}

		/**
		 * Add a pattern of names whose values are not shown in messages, as
		 * {@code --name=value}. Without that names that contain {@code password},
		 * {@code secret}, {@code token} and the like are known, and passwords in URLs.
		 * @param name is looked for in names
		 * @return this builder
		 */
		public Builder maskSecret(Pattern name) {
			Assert.notNull(name, "'name' must not be null");
			this.masks = this.masks.with(name);
			return this;
		}

		/**
		 * Set what runs callbacks, and copies from and to streams. Defaults to virtual
		 * threads where the JDK has them, otherwise to a few daemon threads, which become
		 * more only while they are held up.
		 * @param executor the executor, which stays open when the template is closed
		 * @return this builder
		 */
		public Builder executor(Executor executor) {
			Assert.notNull(executor, "'executor' must not be null");
			this.executor = executor;
			return this;
		}

		/**
		 * Set which engine starts programs. Defaults to {@link EngineChoice#AUTO}.
		 * @param engine the engine
		 * @return this builder
		 */
		public Builder engine(EngineChoice engine) {
			Assert.notNull(engine, "'engine' must not be null");
			this.engine = engine;
			return this;
		}

		/**
		 * Set where commands are observed. Defaults to nowhere. Observations are started
		 * by the thread that asks for a command, and ended by the one that waits for it
		 * or by the executor.
		 * @param observationRegistry the registry
		 * @return this builder
		 * @see io.forkit.process.observation.ProcessObservationDocumentation
		 */
		public Builder observationRegistry(ObservationRegistry observationRegistry) {
			Assert.notNull(observationRegistry, "'observationRegistry' must not be null");
			this.observationRegistry = observationRegistry;
			return this;
		}

		/**
		 * Set how commands are named and tagged when they are observed. Defaults to a
		 * {@link io.forkit.process.observation.DefaultProcessObservationConvention}.
		 * @param observationConvention the convention
		 * @return this builder
		 */
		public Builder observationConvention(ProcessObservationConvention observationConvention) {
			Assert.notNull(observationConvention, "'observationConvention' must not be null");
			this.observationConvention = observationConvention;
			return this;
		}

		/**
		 * Create the template.
		 * @return the template, to be closed by the caller
		 */
		public ProcessTemplate build() {
			return new ProcessTemplate(this);
		}

	}

}
