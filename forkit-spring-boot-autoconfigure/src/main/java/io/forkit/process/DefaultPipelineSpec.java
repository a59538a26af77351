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

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.forkit.process.engine.Redirect;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Default {@link PipelineSpec}.
 */
final class DefaultPipelineSpec extends AbstractProcessSpec<PipelineSpec> implements PipelineSpec {

	private final TemplateContext context;

	private final List<Member> members;

	private final CommandStreams streams = new CommandStreams();

	DefaultPipelineSpec(TemplateContext context, List<Member> members, CommandOptions defaults) {
		super(defaults);
		this.context = context;
		this.members = List.copyOf(members);
	}

	@Override
	PipelineSpec self() {
		return this;
	}

	@Override
	public PipelineSpec maxBuffer(DataSize maxBuffer) {
		options().maxBuffer = Checks.notNegative(maxBuffer, "maxBuffer");
		return this;
	}

	@Override
	public PipelineSpec overflow(Overflow overflow) {
		Assert.notNull(overflow, "'overflow' must not be null");
		options().overflow = overflow;
		return this;
	}

	@Override
	public PipelineSpec input(String input) {
		Assert.notNull(input, "'input' must not be null");
		this.streams.input(input);
		return this;
	}

	@Override
	public PipelineSpec input(byte[] input) {
		Assert.notNull(input, "'input' must not be null");
		this.streams.input(input);
		return this;
	}

	@Override
	public PipelineSpec input(InputStream input) {
		Assert.notNull(input, "'input' must not be null");
		this.streams.input(input);
		return this;
	}

	@Override
	public PipelineSpec input(Path file) {
		Assert.notNull(file, "'file' must not be null");
		this.streams.input(file);
		return this;
	}

	@Override
	public PipelineSpec output(OutputStream output) {
		Assert.notNull(output, "'output' must not be null");
		this.streams.output(output);
		return this;
	}

	@Override
	public PipelineSpec output(Path file) {
		Assert.notNull(file, "'file' must not be null");
		this.streams.output(file, false);
		return this;
	}

	@Override
	public PipelineResult run() {
		return result(RunningProcesses.awaitAll(this.context.start(stages())));
	}

	@Override
	public CompletableFuture<PipelineResult> start() {
		OutcomeFuture<PipelineResult> future = new OutcomeFuture<>(DefaultPipelineSpec::result);
		future.follow(this.context, stages());
		return future;
	}

	private List<ProcessRunner.Stage> stages() {
		List<ProcessRunner.Stage> stages = new ArrayList<>(this.members.size());
		CommandStreams ownStreams = new CommandStreams(this.streams);
		Together together = new Together();
		for (int i = 0; i < this.members.size(); i++) {
			Member member = this.members.get(i);
			StageSpec spec = new StageSpec(options());
			member.customizers().forEach((customizer) -> customizer.accept(spec));
			boolean first = i == 0;
			boolean last = i == this.members.size() - 1;
			stages.add(new ProcessRunner.Stage(this.context.invocation(member.command(), spec.options()),
					new StageStreams(ownStreams, first, last, together), together));
		}
		return stages;
	}

	private static PipelineResult result(List<Outcome> outcomes) {
		outcomes.forEach(Outcome::endObservation);
		outcomes.stream()
			.filter((outcome) -> outcome.ending() != null && outcome.ending() != Ending.CANCELLED)
			.forEach(Outcome::orThrow);
		List<ProcessResult> results = new ArrayList<>(outcomes.size());
		for (int i = 0; i < outcomes.size(); i++) {
			ProcessResult result = outcomes.get(i).orThrowIfForced();
			boolean readEnough = i < outcomes.size() - 1 && result.status().isBrokenPipe();
			results.add(readEnough ? result : outcomes.get(i).orThrow());
		}
		return new PipelineResult(results);
	}

	/**
	 * A program of the pipeline.
	 *
	 * @param command the program and its arguments
	 * @param customizers what was said about it
	 */
	record Member(List<String> command, List<Consumer<ProcessSpec<?>>> customizers) {
	}

	/**
	 * Ends all programs as soon as one must be ended.
	 */
	private static final class Together implements ProcessListener {

		private final List<RunningProcess> processes = new ArrayList<>();

		void add(RunningProcess process) {
			this.processes.add(process);
		}

		@Override
		public void closed(Outcome outcome) {
			if (outcome.ending() != null) {
				this.processes.forEach((process) -> process.requestEnd(Ending.CANCELLED));
			}
		}

	}

	/**
	 * The streams of one program: those between two programs are not ours.
	 *
	 * @param streams the streams of the whole pipeline
	 * @param first whether it reads the pipeline's input
	 * @param last whether it writes the pipeline's output
	 * @param together knows all programs
	 */
	private record StageStreams(CommandStreams streams, boolean first, boolean last,
			Together together) implements StreamPlan {

		@Override
		public Map<Integer, Redirect> redirects() {
			Map<Integer, Redirect> redirects = new TreeMap<>(this.streams.redirects());
			if (!this.first) {
				redirects.put(0, Redirect.PIPE);
			}
			if (!this.last) {
				redirects.put(1, Redirect.PIPE);
			}
			return redirects;
		}

		@Override
		public void open(RunningProcess process, EngineResources resources) {
			this.together.add(process);
			this.streams.open(process, resources);
		}

	}

	/**
	 * What can be said about one program.
	 */
	private static final class StageSpec extends AbstractProcessSpec<StageSpec> {

		StageSpec(CommandOptions defaults) {
			super(defaults);
		}

		@Override
		StageSpec self() {
			return this;
		}

	}

}
