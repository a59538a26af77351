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

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.forkit.process.engine.Launch;
import io.forkit.process.engine.Redirect;

import org.springframework.util.Assert;

/**
 * Default {@link SpawnSpec}.
 */
final class DefaultSpawnSpec extends AbstractProcessSpec<SpawnSpec> implements SpawnSpec {

	private static final int MAX_DESCRIPTOR = 255;

	private final TemplateContext context;

	private final List<String> command;

	private final SpawnStreams streams = new SpawnStreams();

	private final ChildCallbacks callbacks = new ChildCallbacks();

	DefaultSpawnSpec(TemplateContext context, List<String> command, CommandOptions defaults) {
		super(defaults);
		this.context = context;
		this.command = command;
	}

	@Override
	SpawnSpec self() {
		return this;
	}

	@Override
	public SpawnSpec stdin(Stdio stdio) {
		return stdio(0, stdio);
	}

	@Override
	public SpawnSpec stdout(Stdio stdio) {
		return stdio(1, stdio);
	}

	@Override
	public SpawnSpec stderr(Stdio stdio) {
		return stdio(2, stdio);
	}

	@Override
	public SpawnSpec stdio(Stdio stdio) {
		return stdio(0, stdio).stdio(1, stdio).stdio(2, stdio);
	}

	@Override
	public SpawnSpec stdio(int descriptor, Stdio stdio) {
		Assert.isTrue(descriptor >= 0 && descriptor <= MAX_DESCRIPTOR,
				() -> "'descriptor' must be from 0 to " + MAX_DESCRIPTOR + " but is " + descriptor);
		Assert.notNull(stdio, "'stdio' must not be null");
		Assert.isTrue(stdio.redirect() != Redirect.INHERIT || descriptor <= 2,
				() -> "'stdio' of descriptor " + descriptor + " must not be inherit(), which is for 0, 1 and 2 only");
		Assert.isTrue(stdio.redirect() != Redirect.STDOUT || descriptor == 2,
				() -> "'stdio' of descriptor " + descriptor + " must not be stdout(), which is for 2 only");
		this.streams.redirect(descriptor, stdio.redirect());
		return this;
	}

	@Override
	public SpawnSpec detached() {
		options().group = Launch.Group.SESSION;
		return this;
	}

	@Override
	public SpawnSpec onStdoutLine(Consumer<String> consumer) {
		Assert.notNull(consumer, "'consumer' must not be null");
		this.streams.lines(1, consumer);
		return this;
	}

	@Override
	public SpawnSpec onStderrLine(Consumer<String> consumer) {
		Assert.notNull(consumer, "'consumer' must not be null");
		this.streams.lines(2, consumer);
		return this;
	}

	@Override
	public SpawnSpec onStdout(Consumer<ByteBuffer> consumer) {
		Assert.notNull(consumer, "'consumer' must not be null");
		this.streams.bytes(1, consumer);
		return this;
	}

	@Override
	public SpawnSpec onStderr(Consumer<ByteBuffer> consumer) {
		Assert.notNull(consumer, "'consumer' must not be null");
		this.streams.bytes(2, consumer);
		return this;
	}

	@Override
	public SpawnSpec onSpawn(Consumer<ChildProcess> callback) {
		Assert.notNull(callback, "'callback' must not be null");
		this.callbacks.addSpawned(callback);
		return this;
	}

	@Override
	public SpawnSpec onExit(BiConsumer<ChildProcess, ExitStatus> callback) {
		Assert.notNull(callback, "'callback' must not be null");
		this.callbacks.addExited(callback);
		return this;
	}

	@Override
	public SpawnSpec onClose(BiConsumer<ChildProcess, ProcessResult> callback) {
		Assert.notNull(callback, "'callback' must not be null");
		this.callbacks.addClosed(callback);
		return this;
	}

	@Override
	public SpawnSpec onError(BiConsumer<ChildProcess, Throwable> callback) {
		Assert.notNull(callback, "'callback' must not be null");
		this.callbacks.addFailed(callback);
		return this;
	}

	@Override
	public ChildProcess start() {
		Invocation invocation = this.context.invocation(this.command, options());
		EngineResources resources = this.context.runner(invocation).resources();
		SerialExecutor events = new SerialExecutor(resources.callbacks());
		SpawnStreams plan = new SpawnStreams(this.streams, events);
		ChildProcess child = new ChildProcess(new ChildCallbacks(this.callbacks), plan, events, resources);
		this.context.start(List.of(new ProcessRunner.Stage(invocation, child.plan(), child.listener())));
		return child;
	}

}
