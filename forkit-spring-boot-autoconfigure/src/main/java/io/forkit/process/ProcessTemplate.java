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
import java.util.List;

import io.forkit.posix.ErrnoException;
import io.forkit.posix.PosixSupport;
import io.forkit.posix.Signal;
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

	private @Nullable ProcessEngine engine;

	private boolean closed;

	private ProcessTemplate(Builder builder) {
		this.defaults = builder.options;
		this.shell = builder.shell;
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
		Assert.hasLength(file, "'file' must not be empty");
		Assert.notNull(args, "'args' must not be null");
		List<String> command = new ArrayList<>(args.length + 1);
		command.add(Checks.noNul(file, "file"));
		for (int i = 0; i < args.length; i++) {
			command.add(Checks.noNul(args[i], "args[" + i + "]"));
		}
		return spec(command);
	}

	@Override
	public CommandSpec exec(String command, Object... args) {
		Assert.hasLength(command, "'command' must not be empty");
		Assert.notNull(args, "'args' must not be null");
		Checks.noNul(command, "command");
		List<String> words = new ArrayList<>(args.length);
		for (int i = 0; i < args.length; i++) {
			String name = "args[" + i + "]";
			Assert.notNull(args[i], () -> "'" + name + "' must not be null");
			words.add(Checks.noNul(String.valueOf(args[i]), name));
		}
		return spec(List.of(this.shell, "-c", ShellCommand.expand(command, words)));
	}

	private CommandSpec spec(List<String> command) {
		return new DefaultCommandSpec(this::engine, List.copyOf(command), this.defaults);
	}

	private synchronized ProcessEngine engine(List<String> command) {
		if (this.closed) {
			throw new IllegalStateException("The process template has been closed");
		}
		if (this.engine == null) {
			String missing = PosixSupport.missing();
			if (missing != null) {
				throw new ProcessStartException(command, "forkit cannot run programs here because " + missing, null);
			}
			try {
				this.engine = new ProcessEngine();
			}
			catch (ErrnoException ex) {
				throw new ProcessStartException(command, String.valueOf(ex.getMessage()), ex);
			}
		}
		return this.engine;
	}

	/**
	 * End all programs that are running, as a timeout does, and wait for that: at most
	 * the longest of their grace periods, the drain timeout and a second. Their futures
	 * fail with a {@link ProcessCancelledException}.
	 */
	@Override
	public void close() {
		ProcessEngine last;
		synchronized (this) {
			this.closed = true;
			last = this.engine;
		}
		if (last != null) {
			last.close();
		}
	}

	/**
	 * Describes a template. Not thread-safe.
	 */
	public static final class Builder {

		private CommandOptions options = CommandOptions.DEFAULTS;

		private String shell = "/bin/sh";

		private Builder() {
		}

		/**
		 * Set how long a program may run until it is ended. Defaults to no limit.
		 * @param timeout the limit, greater than zero
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			this.options = this.options.withTimeout(Checks.positive(timeout, "timeout"));
			return this;
		}

		/**
		 * Set the signal that is sent first to end a program. Defaults to SIGTERM.
		 * @param killSignal the signal
		 * @return this builder
		 */
		public Builder killSignal(Signal killSignal) {
			Assert.notNull(killSignal, "'killSignal' must not be null");
			this.options = this.options.withKillSignal(killSignal);
			return this;
		}

		/**
		 * Set how long after the first signal SIGKILL follows. Defaults to 5 seconds.
		 * @param killGrace the time, not negative
		 * @return this builder
		 */
		public Builder killGrace(Duration killGrace) {
			this.options = this.options.withKillGrace(Checks.notNegative(killGrace, "killGrace"));
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
			this.options = this.options.withDrainTimeout(Checks.notNegative(drainTimeout, "drainTimeout"));
			return this;
		}

		/**
		 * Set how much a program may write to stdout, and as much again to stderr, until
		 * it is ended. Defaults to 1 MiB.
		 * @param maxBuffer the limit per stream, not negative
		 * @return this builder
		 */
		public Builder maxBuffer(DataSize maxBuffer) {
			this.options = this.options.withMaxBuffer(Checks.notNegative(maxBuffer, "maxBuffer"));
			return this;
		}

		/**
		 * Set the charset of input and output texts. Defaults to UTF-8.
		 * @param charset the charset
		 * @return this builder
		 */
		public Builder charset(Charset charset) {
			Assert.notNull(charset, "'charset' must not be null");
			this.options = this.options.withCharset(charset);
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
		 * Create the template.
		 * @return the template, to be closed by the caller
		 */
		public ProcessTemplate build() {
			return new ProcessTemplate(this);
		}

	}

}
