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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

import io.forkit.posix.Signal;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Default {@link CommandSpec}.
 */
final class DefaultCommandSpec implements CommandSpec {

	private final Function<List<String>, ProcessEngine> engine;

	private final List<String> command;

	private CommandOptions options;

	private @Nullable String inputText;

	DefaultCommandSpec(Function<List<String>, ProcessEngine> engine, List<String> command, CommandOptions defaults) {
		this.engine = engine;
		this.command = command;
		this.options = defaults;
	}

	@Override
	public CommandSpec directory(Path directory) {
		Assert.notNull(directory, "'directory' must not be null");
		this.options = this.options.withDirectory(directory);
		return this;
	}

	@Override
	public CommandSpec environment(String name, String value) {
		this.options = this.options.withEnvironment(this.options.environment().with(name, value));
		return this;
	}

	@Override
	public CommandSpec environment(Map<String, String> environment) {
		Assert.notNull(environment, "'environment' must not be null");
		this.options = this.options.withEnvironment(ProcessEnvironment.empty().with(environment));
		return this;
	}

	@Override
	public CommandSpec timeout(Duration timeout) {
		this.options = this.options.withTimeout(Checks.positive(timeout, "timeout"));
		return this;
	}

	@Override
	public CommandSpec killSignal(Signal killSignal) {
		Assert.notNull(killSignal, "'killSignal' must not be null");
		this.options = this.options.withKillSignal(killSignal);
		return this;
	}

	@Override
	public CommandSpec killGrace(Duration killGrace) {
		this.options = this.options.withKillGrace(Checks.notNegative(killGrace, "killGrace"));
		return this;
	}

	@Override
	public CommandSpec maxBuffer(DataSize maxBuffer) {
		this.options = this.options.withMaxBuffer(Checks.notNegative(maxBuffer, "maxBuffer"));
		return this;
	}

	@Override
	public CommandSpec charset(Charset charset) {
		Assert.notNull(charset, "'charset' must not be null");
		this.options = this.options.withCharset(charset);
		return this;
	}

	@Override
	public CommandSpec input(String input) {
		Assert.notNull(input, "'input' must not be null");
		this.inputText = input;
		return this;
	}

	@Override
	public CommandSpec input(byte[] input) {
		Assert.notNull(input, "'input' must not be null");
		this.options = this.options.withInput(input);
		this.inputText = null;
		return this;
	}

	@Override
	public ProcessResult run() {
		if (Thread.currentThread().isInterrupted()) {
			throw new ProcessCancelledException(this.command, "the thread was interrupted before the start", null,
					new InterruptedException());
		}
		RunningCommand running = this.engine.apply(this.command).start(this.command, options());
		try {
			return running.outcome().get().orThrow();
		}
		catch (InterruptedException ex) {
			running.requestEnd(Ending.INTERRUPTED);
			Thread.currentThread().interrupt();
			// Not interruptible, but bounded by grace and drain timeout.
			return running.outcome().join().orThrow();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
	}

	@Override
	public CompletableFuture<ProcessResult> start() {
		ProcessEngine processEngine = this.engine.apply(this.command);
		CompletableFuture<ProcessResult> future = new CompletableFuture<>();
		RunningCommand running;
		try {
			running = processEngine.start(this.command, options());
		}
		catch (ProcessStartException ex) {
			future.completeExceptionally(ex);
			return future;
		}
		running.outcome()
			.thenAcceptAsync((outcome) -> complete(future, outcome), processEngine.callbacks())
			.exceptionally((ex) -> {
				// No thread could be made, for example: better to fail here than never.
				future.completeExceptionally(ex);
				return null;
			});
		future.whenComplete((result, ex) -> {
			if (!running.outcome().isDone()) {
				running.requestEnd(Ending.CANCELLED);
			}
		});
		return future;
	}

	private static void complete(CompletableFuture<ProcessResult> future, Outcome outcome) {
		try {
			future.complete(outcome.orThrow());
		}
		catch (ProcessException ex) {
			future.completeExceptionally(ex);
		}
	}

	private CommandOptions options() {
		// Only now, as the charset may have been set after the input.
		return (this.inputText != null) ? this.options.withInput(this.inputText.getBytes(this.options.charset()))
				: this.options;
	}

}
