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
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.forkit.process.engine.Launch;
import io.forkit.process.engine.Redirect;

import org.springframework.util.Assert;

/**
 * What the specs of programs to work with have in common.
 *
 * @param <S> the type of the spec
 * @param <C> the type of the running program
 */
abstract class AbstractStreamingSpec<S extends StreamingSpec<S, C>, C extends ChildProcess>
		extends AbstractProcessSpec<S> implements StreamingSpec<S, C> {

	private static final int MAX_DESCRIPTOR = 255;

	private final TemplateContext context;

	private final Class<C> type;

	private final SpawnStreams streams;

	private final ChildCallbacks callbacks = new ChildCallbacks();

	/**
	 * Create a spec.
	 * @param context starts the program
	 * @param type the type of the running program
	 * @param standard what the program has at 0, 1 and 2 where nothing is said
	 * @param defaults the options to begin with
	 */
	AbstractStreamingSpec(TemplateContext context, Class<C> type, Redirect standard, CommandOptions defaults) {
		super(defaults);
		this.context = context;
		this.type = type;
		this.streams = new SpawnStreams(standard);
	}

	TemplateContext context() {
		return this.context;
	}

	/**
	 * Refuse a descriptor that is not the user's to set.
	 * @param descriptor the number
	 */
	void checkDescriptor(int descriptor) {
	}

	/**
	 * Start a program with the streams and callbacks of this spec.
	 * @param invocation the program
	 * @param factory makes the object that stands for it
	 * @return the running program
	 */
	C start(Invocation invocation, ChildFactory<C> factory) {
		EngineResources resources = this.context.runner(invocation).resources();
		SerialExecutor events = new SerialExecutor(resources.callbacks());
		C child = factory.create(new ChildCallbacks(this.callbacks), new SpawnStreams(this.streams, events), events,
				resources);
		StreamPlan plan = child.plan();
		this.context.start(List
			.of(new ProcessRunner.Stage(invocation, plan, child.listener(), adoption(invocation, plan.redirects()))));
		return child;
	}

	/**
	 * Return what may run already, and be taken instead of being started.
	 * @param invocation the program
	 * @param redirects what it has at its descriptors
	 * @return gives it
	 */
	ProcessRunner.Adoption adoption(Invocation invocation, Map<Integer, Redirect> redirects) {
		return ProcessRunner.Adoption.NONE;
	}

	@Override
	public S stdin(Stdio stdio) {
		return stdio(0, stdio);
	}

	@Override
	public S stdout(Stdio stdio) {
		return stdio(1, stdio);
	}

	@Override
	public S stderr(Stdio stdio) {
		return stdio(2, stdio);
	}

	@Override
	public S stdio(Stdio stdio) {
		return stdio(0, stdio).stdio(1, stdio).stdio(2, stdio);
	}

	@Override
	public S stdio(int descriptor, Stdio stdio) {
		Assert.isTrue(descriptor >= 0 && descriptor <= MAX_DESCRIPTOR,
				() -> "'descriptor' must be from 0 to " + MAX_DESCRIPTOR + " but is " + descriptor);
		Assert.notNull(stdio, "'stdio' must not be null");
		checkDescriptor(descriptor);
		Assert.isTrue(stdio.redirect() != Redirect.INHERIT || descriptor <= 2,
				() -> "'stdio' of descriptor " + descriptor + " must not be inherit(), which is for 0, 1 and 2 only");
		Assert.isTrue(stdio.redirect() != Redirect.STDOUT || descriptor == 2,
				() -> "'stdio' of descriptor " + descriptor + " must not be stdout(), which is for 2 only");
		this.streams.redirect(descriptor, stdio.redirect());
		return self();
	}

	@Override
	public S detached() {
		options().group = Launch.Group.SESSION;
		return self();
	}

	@Override
	public S onStdoutLine(Consumer<String> consumer) {
		Assert.notNull(consumer, "'consumer' must not be null");
		this.streams.lines(1, consumer);
		return self();
	}

	@Override
	public S onStderrLine(Consumer<String> consumer) {
		Assert.notNull(consumer, "'consumer' must not be null");
		this.streams.lines(2, consumer);
		return self();
	}

	@Override
	public S onStdout(Consumer<ByteBuffer> consumer) {
		Assert.notNull(consumer, "'consumer' must not be null");
		this.streams.bytes(1, consumer);
		return self();
	}

	@Override
	public S onStderr(Consumer<ByteBuffer> consumer) {
		Assert.notNull(consumer, "'consumer' must not be null");
		this.streams.bytes(2, consumer);
		return self();
	}

	@Override
	public S onSpawn(Consumer<C> callback) {
		Assert.notNull(callback, "'callback' must not be null");
		this.callbacks.addSpawned((child) -> callback.accept(this.type.cast(child)));
		return self();
	}

	@Override
	public S onExit(BiConsumer<C, ExitStatus> callback) {
		Assert.notNull(callback, "'callback' must not be null");
		this.callbacks.addExited((child, status) -> callback.accept(this.type.cast(child), status));
		return self();
	}

	@Override
	public S onClose(BiConsumer<C, ProcessResult> callback) {
		Assert.notNull(callback, "'callback' must not be null");
		this.callbacks.addClosed((child, result) -> callback.accept(this.type.cast(child), result));
		return self();
	}

	@Override
	public S onError(BiConsumer<C, Throwable> callback) {
		Assert.notNull(callback, "'callback' must not be null");
		this.callbacks.addFailed((child, failure) -> callback.accept(this.type.cast(child), failure));
		return self();
	}

	/**
	 * Makes the object that stands for a program.
	 *
	 * @param <C> its type
	 */
	@FunctionalInterface
	interface ChildFactory<C extends ChildProcess> {

		C create(ChildCallbacks callbacks, SpawnStreams streams, SerialExecutor executor, EngineResources resources);

	}

}
