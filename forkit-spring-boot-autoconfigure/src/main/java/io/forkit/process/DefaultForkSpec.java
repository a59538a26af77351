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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.forkit.ipc.ChannelSettings;
import io.forkit.ipc.ChannelVariables;
import io.forkit.ipc.Exchange;
import io.forkit.ipc.MessageChannel;
import io.forkit.ipc.QueuePolicy;
import io.forkit.ipc.UnhandledMessage;
import io.forkit.ipc.WireFormat;
import io.forkit.process.child.SpareOrder;
import io.forkit.process.engine.Redirect;
import io.forkit.process.jvm.InheritedFlags;
import io.forkit.process.jvm.JvmCommandLine;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Default {@link ForkSpec}.
 */
final class DefaultForkSpec extends AbstractStreamingSpec<ForkSpec, ForkedProcess> implements ForkSpec {

	private static final List<String> OPTION_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS",
			"_JAVA_OPTIONS");

	private final ForkProgram program;

	private final ForkOptions fork;

	private final boolean endWithParent;

	private final ForkChannel.Factory channels;

	private final List<Consumer<MessageChannel>> listeners = new ArrayList<>();

	private @Nullable SpareProcesses spares;

	private @Nullable ClassDataArchives archives;

	DefaultForkSpec(TemplateContext context, ForkProgram program, CommandOptions options, ForkDefaults defaults,
			ForkChannel.Factory channels) {
		super(context, ForkedProcess.class, Redirect.INHERIT, options);
		this.program = program;
		this.fork = new ForkOptions(program.isJvm() ? defaults.java() : defaults.node(),
				program.isJvm() ? WireFormat.FRAMES : WireFormat.JSON, defaults.channel());
		this.endWithParent = defaults.endWithParent();
		this.channels = channels;
	}

	DefaultForkSpec withSpares(SpareProcesses spares, ClassDataArchives archives) {
		this.spares = spares;
		this.archives = archives;
		return this;
	}

	@Override
	ForkSpec self() {
		return this;
	}

	@Override
	void checkDescriptor(int descriptor) {
		Assert.isTrue(descriptor != ForkedProcess.CHANNEL && descriptor != ForkedProcess.HANDLES,
				() -> "'descriptor' must not be " + descriptor
						+ ", which belongs to the channel of a fork; choose one from 5 on");
	}

	@Override
	public ForkSpec args(String... args) {
		this.fork.args = words(args, "args");
		return this;
	}

	@Override
	public ForkSpec jvmArgs(String... jvmArgs) {
		checkJvm("jvmArgs", "set 'nodeArgs'");
		List<String> flags = words(jvmArgs, "jvmArgs");
		Assert.isTrue(JvmCommandLine.areFlags(flags), () -> "'jvmArgs' must be flags of a JVM but are " + flags
				+ "; arguments of the program belong into 'args', a class path into 'classPath'");
		this.fork.jvmArgs = flags;
		return this;
	}

	@Override
	public ForkSpec inheritJvmArgs(boolean inheritJvmArgs) {
		checkJvm("inheritJvmArgs", "leave it out");
		this.fork.inheritJvmArgs = inheritJvmArgs;
		return this;
	}

	@Override
	public ForkSpec classPath(Path... classPath) {
		Assert.isTrue(this.program instanceof ForkedClass,
				() -> "'classPath' cannot be set for " + this.program.name() + ", as it is no class; leave it out");
		Assert.notEmpty(classPath, "'classPath' must not be empty");
		Assert.noNullElements(classPath, "'classPath' must not contain null");
		Arrays.stream(classPath).forEach((element) -> Checks.noNul(element.toString(), "classPath"));
		this.fork.classPath = List.of(classPath);
		return this;
	}

	@Override
	public ForkSpec nodeArgs(String... nodeArgs) {
		Assert.isTrue(!this.program.isJvm(),
				() -> "'nodeArgs' cannot be set for " + this.program.name() + ", which a JVM runs; set 'jvmArgs'");
		this.fork.nodeArgs = words(nodeArgs, "nodeArgs");
		return this;
	}

	@Override
	public ForkSpec execPath(Path execPath) {
		Assert.notNull(execPath, "'execPath' must not be null");
		Assert.hasLength(Checks.noNul(execPath.toString(), "execPath"), "'execPath' must not be empty");
		this.fork.execPath = execPath;
		return this;
	}

	@Override
	public ForkSpec silent() {
		return stdio(Stdio.pipe());
	}

	@Override
	public ForkSpec wireFormat(WireFormat format) {
		Assert.notNull(format, "'format' must not be null");
		Assert.isTrue(this.program.isJvm() || format == WireFormat.JSON,
				() -> "'format' must be JSON for " + this.program.name() + ", which Node runs, but is " + format);
		this.fork.format = format;
		return this;
	}

	@Override
	public ForkSpec endWithParent(boolean endWithParent) {
		this.fork.endWithParent = endWithParent;
		return this;
	}

	@Override
	public ForkSpec sendQueue(DataSize limit) {
		return channel(this.fork.channel.withQueueLimit(Checks.positive(limit, "limit")));
	}

	@Override
	public ForkSpec queuePolicy(QueuePolicy policy) {
		Assert.notNull(policy, "'policy' must not be null");
		return channel(this.fork.channel.withPolicy(policy));
	}

	@Override
	public ForkSpec blockTimeout(Duration timeout) {
		return channel(this.fork.channel.withBlockTimeout(Checks.notNegative(timeout, "timeout")));
	}

	@Override
	public ForkSpec maxMessageSize(DataSize limit) {
		return channel(this.fork.channel.withMaxMessageSize(Checks.positive(limit, "limit")));
	}

	@Override
	public ForkSpec requestTimeout(Duration timeout) {
		return channel(this.fork.channel.withRequestTimeout(Checks.positive(timeout, "timeout")));
	}

	@Override
	public <T> ForkSpec onMessage(Class<T> type, Consumer<T> listener) {
		Assert.notNull(listener, "'listener' must not be null");
		checkType(type);
		return listen((channel) -> channel.onMessage(type, listener));
	}

	@Override
	public <T> ForkSpec onMessage(Class<T> type, BiConsumer<T, Exchange> listener) {
		Assert.notNull(listener, "'listener' must not be null");
		checkType(type);
		return listen((channel) -> channel.onMessage(type, listener));
	}

	@Override
	public ForkSpec onUnhandled(Consumer<UnhandledMessage> listener) {
		Assert.notNull(listener, "'listener' must not be null");
		return listen((channel) -> channel.onUnhandled(listener));
	}

	@Override
	public ForkSpec onError(Consumer<Throwable> listener) {
		Assert.notNull(listener, "'listener' must not be null");
		return listen((channel) -> channel.onError(listener));
	}

	private static void checkType(@Nullable Class<?> type) {
		Assert.notNull(type, "'type' must not be null");
		Assert.isTrue(!type.isPrimitive(), () -> "'type' must not be primitive but is " + type + "; use its wrapper");
	}

	private ForkSpec listen(Consumer<MessageChannel> listener) {
		this.listeners.add(listener);
		return this;
	}

	private ForkSpec channel(ChannelSettings settings) {
		this.fork.channel = settings;
		return this;
	}

	private void checkJvm(String name, String fix) {
		Assert.isTrue(this.program.isJvm(),
				() -> "'" + name + "' cannot be set for " + this.program.name() + ", which Node runs; " + fix);
	}

	private static List<String> words(String[] words, String name) {
		Assert.notNull(words, () -> "'" + name + "' must not be null");
		for (int i = 0; i < words.length; i++) {
			Checks.noNul(words[i], name + "[" + i + "]");
		}
		return List.of(words);
	}

	@Override
	public ForkedProcess start() {
		List<Consumer<MessageChannel>> first = List.copyOf(this.listeners);
		ForkChannel.Terms terms = new ForkChannel.Terms(this.fork.format, this.fork.channel,
				(channel) -> first.forEach((listener) -> listener.accept(channel)));
		Invocation invocation = invocation();
		this.program.check(invocation);
		return start(invocation, (callbacks, streams, executor, resources) -> new ForkedProcess(callbacks, streams,
				executor, resources, this.program.name(), this.channels, terms));
	}

	@Override
	ProcessRunner.Adoption adoption(Invocation invocation, Map<Integer, Redirect> redirects) {
		SpareProcesses from = this.spares;
		if (from == null || !from.isEnabled() || this.fork.format != WireFormat.FRAMES
				|| !(this.program instanceof ForkedClass forked)) {
			return ProcessRunner.Adoption.NONE;
		}
		SpareShape shape = SpareShape.of(forked.spareCommand(this.fork), invocation, redirects);
		ByteBuffer order = new SpareOrder(forked.type().getName(), this.fork.args).encode();
		if (shape == null || order == null) {
			return ProcessRunner.Adoption.NONE;
		}
		Invocation spare = context().invocation(shape.command(), invocation.options());
		return () -> from.adopt(shape, spare, order);
	}

	/**
	 * Have spare JVMs started for forks as this one.
	 */
	void prepareSpares() {
		SpareProcesses from = this.spares;
		if (from != null && from.isEnabled() && this.program instanceof ForkedClass forked) {
			Map<Integer, Redirect> redirects = new TreeMap<>(Map.of(0, Redirect.INHERIT, 1, Redirect.INHERIT, 2,
					Redirect.INHERIT, ForkedProcess.CHANNEL, Redirect.SOCKET, ForkedProcess.HANDLES, Redirect.SOCKET));
			SpareShape shape = SpareShape.of(forked.spareCommand(this.fork), invocation(), redirects);
			if (shape != null) {
				from.prepare(shape, context().invocation(shape.command(), invocation().options()));
			}
		}
	}

	/**
	 * Return what is to be run, by a command that only says what is known now.
	 * @return the program
	 */
	Invocation invocation() {
		CommandOptions options = options().copy();
		options.environment = environment(options);
		options.name = (options.name != null) ? options.name : this.program.name();
		options.shown = this.program.shown(this.fork);
		Invocation invocation = context().invocation(this.program.command(this.fork), options);
		boolean archived = this.program instanceof ForkedClass && this.fork.format == WireFormat.FRAMES;
		return (archived && this.archives != null) ? this.archives.apply(invocation) : invocation;
	}

	private ProcessEnvironment environment(CommandOptions options) {
		ProcessEnvironment environment = options.environment;
		for (String name : ChannelVariables.ALL) {
			environment = environment.without(name);
		}
		if (this.program.isJvm()) {
			environment = withoutExclusiveFlags(environment);
		}
		environment = environment.with(ChannelVariables.FD, String.valueOf(ForkedProcess.CHANNEL))
			.with(ChannelVariables.FORMAT, this.fork.format.name().toLowerCase(Locale.ROOT));
		if (this.fork.format == WireFormat.FRAMES) {
			environment = environment.with(ChannelVariables.HANDLE_FD, String.valueOf(ForkedProcess.HANDLES));
		}
		if (!this.fork.channel.equals(ChannelSettings.DEFAULTS)) {
			environment = environment.with(ChannelVariables.LIMITS, this.fork.channel.toText());
		}
		return endsWithParent(options) ? environment
				: environment.with(ChannelVariables.END_WITH_PARENT, String.valueOf(false));
	}

	private boolean endsWithParent(CommandOptions options) {
		Boolean chosen = this.fork.endWithParent;
		return (chosen != null) ? chosen : this.endWithParent && options.ownsTree();
	}

	/** What this process has inherited itself holds flags that two JVMs cannot have. */
	private static ProcessEnvironment withoutExclusiveFlags(ProcessEnvironment environment) {
		ProcessEnvironment changed = environment;
		for (String name : OPTION_VARIABLES) {
			String value = environment.get(name);
			if (value != null && value.equals(ProcessEnvironment.inherited().get(name))) {
				changed = changed.with(name, InheritedFlags.inheritedOptions(value));
			}
		}
		return changed;
	}

}
