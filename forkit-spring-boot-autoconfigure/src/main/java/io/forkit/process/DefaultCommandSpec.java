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

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Default {@link CommandSpec}.
 */
final class DefaultCommandSpec extends AbstractProcessSpec<CommandSpec> implements CommandSpec {

	private final TemplateContext context;

	private final List<String> command;

	private final CommandStreams streams = new CommandStreams();

	DefaultCommandSpec(TemplateContext context, List<String> command, CommandOptions defaults) {
		super(defaults);
		this.context = context;
		this.command = command;
	}

	@Override
	CommandSpec self() {
		return this;
	}

	@Override
	public CommandSpec maxBuffer(DataSize maxBuffer) {
		options().maxBuffer = Checks.notNegative(maxBuffer, "maxBuffer");
		return this;
	}

	@Override
	public CommandSpec overflow(Overflow overflow) {
		Assert.notNull(overflow, "'overflow' must not be null");
		options().overflow = overflow;
		return this;
	}

	@Override
	public CommandSpec input(String input) {
		Assert.notNull(input, "'input' must not be null");
		this.streams.input(input);
		return this;
	}

	@Override
	public CommandSpec input(byte[] input) {
		Assert.notNull(input, "'input' must not be null");
		this.streams.input(input);
		return this;
	}

	@Override
	public CommandSpec input(InputStream input) {
		Assert.notNull(input, "'input' must not be null");
		this.streams.input(input);
		return this;
	}

	@Override
	public CommandSpec input(ReadableByteChannel input) {
		Assert.notNull(input, "'input' must not be null");
		this.streams.input(input);
		return this;
	}

	@Override
	public CommandSpec input(Path file) {
		Assert.notNull(file, "'file' must not be null");
		this.streams.input(file);
		return this;
	}

	@Override
	public CommandSpec output(OutputStream output) {
		Assert.notNull(output, "'output' must not be null");
		this.streams.output(output);
		return this;
	}

	@Override
	public CommandSpec output(WritableByteChannel output) {
		Assert.notNull(output, "'output' must not be null");
		this.streams.output(output);
		return this;
	}

	@Override
	public CommandSpec output(Path file) {
		Assert.notNull(file, "'file' must not be null");
		this.streams.output(file, false);
		return this;
	}

	@Override
	public CommandSpec errorOutput(OutputStream output) {
		Assert.notNull(output, "'output' must not be null");
		this.streams.errorOutput(output);
		return this;
	}

	@Override
	public CommandSpec errorOutput(Path file) {
		Assert.notNull(file, "'file' must not be null");
		this.streams.errorOutput(file, false);
		return this;
	}

	@Override
	public CommandSpec mergeErrors() {
		this.streams.mergeErrors();
		return this;
	}

	@Override
	public ProcessResult run() {
		return runToOutcome().orThrow();
	}

	@Override
	public ProcessResult runToEnd() {
		return runToOutcome().orThrowIfForced();
	}

	private Outcome runToOutcome() {
		return RunningProcesses.awaitAll(this.context.start(stages(new CommandStreams(this.streams)))).get(0);
	}

	private List<ProcessRunner.Stage> stages(StreamPlan plan) {
		return List
			.of(new ProcessRunner.Stage(this.context.invocation(this.command, options()), plan, ProcessListener.NONE));
	}

	@Override
	public CompletableFuture<ProcessResult> start() {
		OutcomeFuture<ProcessResult> future = new OutcomeFuture<>((outcomes) -> outcomes.get(0).orThrow());
		future.follow(this.context, stages(new CommandStreams(this.streams)));
		return future;
	}

	@Override
	public Stream<String> lines() {
		Assert.state(this.streams.keepsOutput(),
				"'lines' reads stdout, which was told to go elsewhere; leave out 'output'");
		LineStreams plan = new LineStreams(this.streams);
		RunningProcess running = this.context.start(stages(plan)).get(0);
		BufferedReader reader = new BufferedReader(
				new InputStreamReader(new OutputInputStream(plan.stdout()), options().charset));
		Stream<String> end = Stream.generate(() -> "").limit(1).filter((ignored) -> {
			running.outcome().join().orThrow();
			return false;
		});
		return Stream.concat(reader.lines(), end).onClose(() -> {
			running.requestEnd(Ending.CANCELLED);
			running.outcome().join().endObservation();
		});
	}

}
