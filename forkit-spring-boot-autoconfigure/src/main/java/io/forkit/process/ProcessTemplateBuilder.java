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
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.forkit.posix.Signal;
import io.forkit.process.observation.ProcessObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Describes a template. Not thread-safe.
 */
public final class ProcessTemplateBuilder extends ForkSettings {

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

	ProcessTemplateBuilder() {
	}

	@Override
	ProcessTemplateBuilder self() {
		return this;
	}

	String shell() {
		return this.shell;
	}

	EngineChoice engineChoice() {
		return this.engine;
	}

	CommandOptions defaults() {
		return this.options.copy();
	}

	TemplateContext context() {
		Admission admission = (this.maxConcurrent < Integer.MAX_VALUE)
				? new Admission(this.maxConcurrent, this.queueCapacity, this.queueTimeout) : null;
		EngineChoice choice = this.engine;
		return new TemplateContext((background) -> EngineFactory.create(choice, background), this.executor,
				this.policy.searching(this.options.environment), admission, this.masks,
				new CommandObservations(this.observationRegistry, this.observationConvention));
	}

	/**
	 * Set how long a program may run until it is ended. Defaults to no limit.
	 * @param timeout the limit, greater than zero
	 * @return this builder
	 */
	public ProcessTemplateBuilder timeout(Duration timeout) {
		this.options.timeout = Checks.positive(timeout, "timeout");
		return this;
	}

	/**
	 * Set the signal that is sent first to end a program. Defaults to SIGTERM.
	 * @param killSignal the signal
	 * @return this builder
	 */
	public ProcessTemplateBuilder killSignal(Signal killSignal) {
		Assert.notNull(killSignal, "'killSignal' must not be null");
		this.options.killSignal = killSignal;
		return this;
	}

	/**
	 * Set how long after the first signal SIGKILL follows. Defaults to 5 seconds.
	 * @param killGrace the time, not negative
	 * @return this builder
	 */
	public ProcessTemplateBuilder killGrace(Duration killGrace) {
		this.options.killGrace = Checks.notNegative(killGrace, "killGrace");
		return this;
	}

	/**
	 * Set how long output is awaited when a program has ended but another process, which
	 * it left in the background, holds its stdout or stderr open. Defaults to 2 seconds.
	 * Then the command completes with what was read, and writing on gets that other
	 * process a SIGPIPE.
	 * @param drainTimeout the time, not negative
	 * @return this builder
	 */
	public ProcessTemplateBuilder drainTimeout(Duration drainTimeout) {
		this.options.drainTimeout = Checks.notNegative(drainTimeout, "drainTimeout");
		return this;
	}

	/**
	 * Set whether what a program has left alive is ended also when it ends by itself.
	 * Defaults to {@code false}.
	 * @param killDescendants whether it is ended
	 * @return this builder
	 */
	public ProcessTemplateBuilder killDescendants(boolean killDescendants) {
		this.options.killDescendants = killDescendants;
		return this;
	}

	/**
	 * Set how much of stdout, and as much again of stderr, is kept. Defaults to 1 MiB.
	 * @param maxBuffer the limit per stream, not negative
	 * @return this builder
	 */
	public ProcessTemplateBuilder maxBuffer(DataSize maxBuffer) {
		this.options.maxBuffer = Checks.notNegative(maxBuffer, "maxBuffer");
		return this;
	}

	/**
	 * Set what happens to a program that writes more. Defaults to {@link Overflow#FAIL}.
	 * @param overflow what happens
	 * @return this builder
	 */
	public ProcessTemplateBuilder overflow(Overflow overflow) {
		Assert.notNull(overflow, "'overflow' must not be null");
		this.options.overflow = overflow;
		return this;
	}

	/**
	 * Set the charset of input and output texts. Defaults to UTF-8.
	 * @param charset the charset
	 * @return this builder
	 */
	public ProcessTemplateBuilder charset(Charset charset) {
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
	public ProcessTemplateBuilder environment(String name, String value) {
		this.options.environment = this.options.environment.with(name, value);
		return this;
	}

	/**
	 * Set which variables of this process programs get. Defaults to all but those that
	 * forkit and Node use between parent and child. To be called before
	 * {@link #environment}.
	 * @param inherited tells by the name
	 * @return this builder
	 */
	public ProcessTemplateBuilder inheritEnvironment(Predicate<String> inherited) {
		Assert.notNull(inherited, "'inherited' must not be null");
		this.options.environment = this.options.environment.retain(inherited);
		return this;
	}

	/**
	 * Set the shell that {@link ProcessTemplate#exec} uses. Defaults to {@code /bin/sh}.
	 * @param shell a shell that understands POSIX quoting and {@code -c}: a path, or a
	 * name that is looked up in the PATH of the command
	 * @return this builder
	 */
	public ProcessTemplateBuilder shell(String shell) {
		Assert.hasText(shell, "'shell' must not be empty");
		this.shell = Checks.noNul(shell, "shell");
		return this;
	}

	/**
	 * Set whether programs are kept from gaining privileges. Defaults to {@code false}.
	 * @param noNewPrivileges whether they are kept from it
	 * @return this builder
	 * @see ProcessSpec#noNewPrivileges(boolean)
	 */
	public ProcessTemplateBuilder noNewPrivileges(boolean noNewPrivileges) {
		this.options.credentials = this.options.credentials.withNoNewPrivileges(noNewPrivileges);
		return this;
	}

	/**
	 * Limit what each program may use. Defaults to the limits of this process.
	 * @param limits the limits
	 * @return this builder
	 */
	public ProcessTemplateBuilder limits(ResourceLimits limits) {
		Assert.notNull(limits, "'limits' must not be null");
		this.options.limits = limits;
		return this;
	}

	/**
	 * Set how many commands may run at the same time, a pipeline being one. Defaults to
	 * no limit. Others wait in the order in which they came.
	 * @param maxConcurrent the number, at least 1
	 * @return this builder
	 */
	public ProcessTemplateBuilder maxConcurrent(int maxConcurrent) {
		Assert.isTrue(maxConcurrent >= 1, () -> "'maxConcurrent' must be at least 1 but is " + maxConcurrent);
		this.maxConcurrent = maxConcurrent;
		return this;
	}

	/**
	 * Set how many commands may wait. Defaults to no limit. One that is too many fails
	 * with a {@link ProcessQueueException}.
	 * @param queueCapacity the number, not negative
	 * @return this builder
	 */
	public ProcessTemplateBuilder queueCapacity(int queueCapacity) {
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
	public ProcessTemplateBuilder queueTimeout(Duration queueTimeout) {
		this.queueTimeout = Checks.positive(queueTimeout, "queueTimeout");
		return this;
	}

	/**
	 * Allow these programs and no others. Defaults to all. To allow a shell is to allow
	 * everything.
	 * @param executables names, which allow what is found under that name in the PATH of
	 * this template, whatever PATH a command is given, and absolute paths or globs, as
	 * {@code /usr/bin/*}. A path allows that file, and if it is a link the program under
	 * that name only; a glob allows the files that fit when all links are followed
	 * @return this builder
	 */
	public ProcessTemplateBuilder allowedExecutables(Collection<String> executables) {
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
	public ProcessTemplateBuilder maskSecret(Pattern name) {
		Assert.notNull(name, "'name' must not be null");
		this.masks = this.masks.with(name);
		return this;
	}

	/**
	 * Set what runs callbacks, and copies from and to streams. Defaults to virtual
	 * threads where the JDK has them, otherwise to a few daemon threads, which become
	 * more only while they are held up.
	 * @param executor the executor, which stays open when the template is closed. It must
	 * not run tasks on the thread that gives them, as that is the one that watches all
	 * programs, and one task may wait for a later one
	 * @return this builder
	 */
	public ProcessTemplateBuilder executor(Executor executor) {
		Assert.notNull(executor, "'executor' must not be null");
		this.executor = executor;
		return this;
	}

	/**
	 * Set which engine starts programs. Defaults to {@link EngineChoice#AUTO}.
	 * @param engine the engine
	 * @return this builder
	 */
	public ProcessTemplateBuilder engine(EngineChoice engine) {
		Assert.notNull(engine, "'engine' must not be null");
		this.engine = engine;
		return this;
	}

	/**
	 * Set where commands are observed. Defaults to nowhere. Observations are started by
	 * the thread that asks for a command, and ended by the one that waits for it or by
	 * the executor.
	 * @param observationRegistry the registry
	 * @return this builder
	 * @see io.forkit.process.observation.ProcessObservationDocumentation
	 */
	public ProcessTemplateBuilder observationRegistry(ObservationRegistry observationRegistry) {
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
	public ProcessTemplateBuilder observationConvention(ProcessObservationConvention observationConvention) {
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
