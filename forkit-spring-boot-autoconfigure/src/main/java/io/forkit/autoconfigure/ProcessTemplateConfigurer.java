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

package io.forkit.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.forkit.ipc.ChannelSettings;
import io.forkit.process.ProcessTemplateBuilder;
import io.forkit.process.ResourceLimits;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.PatternMatchUtils;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Applies the properties to the builder of a template, and refuses those that cannot be.
 */
final class ProcessTemplateConfigurer {

	static final String PREFIX = "forkit.process";

	private static final String LIMIT_FIX = "Set it to a duration longer than nothing, such as 30s, "
			+ "or remove it: then there is no limit.";

	private static final String NUMBER_FIX = "Set it to %s, or remove it: then there is no limit.";

	private static final String DURATION_FIX = "Set it to a duration, such as 500ms or 5s, or remove it for the default.";

	private final ForkitProcessProperties properties;

	private final Environment environment;

	ProcessTemplateConfigurer(ForkitProcessProperties properties, Environment environment) {
		this.properties = properties;
		this.environment = environment;
	}

	void configure(ProcessTemplateBuilder builder) {
		ForkitProcessProperties from = this.properties;
		checkDurations(from);
		builder.killSignal(from.killSignal())
			.killDescendants(from.killDescendants())
			.overflow(from.overflow())
			.charset(from.charset())
			.engine(from.engine())
			.noNewPrivileges(from.noNewPrivileges());
		from.mask().forEach(builder::maskSecret);
		apply("timeout", from.timeout(), builder::timeout, "no program can run in no time", LIMIT_FIX);
		apply("kill-grace", from.killGrace(), builder::killGrace, "a duration must not be negative", DURATION_FIX);
		apply("drain-timeout", from.drainTimeout(), builder::drainTimeout, "a duration must not be negative",
				DURATION_FIX);
		apply("max-buffer", from.maxBuffer(), builder::maxBuffer, "a size must not be negative",
				"Set it to a size, such as 512KB or 10MB, or remove it for the default.");
		apply("shell", from.shell(), (shell) -> builder.shell(existing(shell)), "it names no shell",
				"Set it to the path of a shell, such as /bin/bash, or remove it for /bin/sh.");
		apply("allowed-executables", from.allowedExecutables(), builder::allowedExecutables,
				"it does not consist of names, absolute paths and globs",
				"List names, such as git, absolute paths, such as /usr/bin/git, and globs, such as /opt/tools/*; "
						+ "or remove it: then all programs may be started.");
		configureQueue(builder);
		configureEnvironment(builder);
		builder.limits(limits());
		configureFork(builder);
	}

	/** As those of the cluster are checked. */
	private void checkDurations(ForkitProcessProperties from) {
		checkDuration("timeout", from.timeout());
		checkDuration("kill-grace", from.killGrace());
		checkDuration("drain-timeout", from.drainTimeout());
		checkDuration("queue-timeout", from.queueTimeout());
		checkDuration("limits.cpu-time", from.limits().cpuTime());
		checkDuration("fork.block-timeout", from.fork().blockTimeout());
		checkDuration("fork.request-timeout", from.fork().requestTimeout());
	}

	private void checkDuration(String name, @Nullable Duration duration) {
		if (duration != null) {
			String property = PREFIX + "." + name;
			SettingsBinder.check(property, this.environment.getProperty(property, duration.toString()), duration);
		}
	}

	private void configureFork(ProcessTemplateBuilder builder) {
		ForkitProcessProperties.Fork from = this.properties.fork();
		builder.forkEndWithParent(from.endWithParent());
		refuse("fork.queue-limit", from.queueLimit(), from.queueLimit().toBytes() < 1, "no message could ever be sent",
				"Set it to a size, such as 1MB, or remove it for the default.");
		refuse("fork.max-message-size", from.maxMessageSize(), from.maxMessageSize().toBytes() < 1,
				"no message could ever be taken", "Set it to a size, such as 64MB, or remove it for the default.");
		refuse("fork.block-timeout", from.blockTimeout(), from.blockTimeout().isNegative(),
				"a duration must not be negative", DURATION_FIX);
		refuse("fork.request-timeout", from.requestTimeout(),
				from.requestTimeout().isNegative() || from.requestTimeout().isZero(),
				"nothing can be answered in no time", DURATION_FIX);
		builder.forkChannel(new ChannelSettings(from.queueLimit().toBytes(), from.queuePolicy(), from.blockTimeout(),
				from.maxMessageSize().toBytes(), from.requestTimeout()));
		apply("fork.spare", from.spare(), builder::forkSpares, "no fewer than no JVMs can wait",
				"Set it to a number, such as 2, or remove it: then none waits.");
		builder.forkClassData(from.classData().enabled());
		apply("fork.class-data.directory", from.classData().directory(),
				(directory) -> builder.forkClassDataDirectory(Path.of(directory)), "it names no directory",
				"Set it to the path of a directory, or remove it for the default.");
		String fix = "Set it to the path of a program, or remove it for the default.";
		apply("fork.java", from.java(), (java) -> builder.forkJava(Path.of(existing(java))), "it names no program",
				fix);
		apply("fork.node", from.node(), (node) -> builder.forkNode(Path.of(existing(node))), "it names no program",
				fix);
	}

	private void refuse(String name, Object value, boolean wrong, String reason, String fix) {
		if (wrong) {
			throw invalid(name, value, reason, fix);
		}
	}

	private void configureQueue(ProcessTemplateBuilder builder) {
		ForkitProcessProperties from = this.properties;
		apply("max-concurrent", from.maxConcurrent(), builder::maxConcurrent, "no command could ever run",
				NUMBER_FIX.formatted("1 or more"));
		apply("queue-capacity", from.queueCapacity(), builder::queueCapacity, "no fewer than no commands can wait",
				NUMBER_FIX.formatted("0 or more"));
		apply("queue-timeout", from.queueTimeout(), builder::queueTimeout,
				"nothing can come in no time, not even the turn of a command", LIMIT_FIX);
		if (from.maxConcurrent() == null) {
			refuseWithoutMaximum("queue-capacity", from.queueCapacity());
			refuseWithoutMaximum("queue-timeout", from.queueTimeout());
		}
	}

	private void refuseWithoutMaximum(String name, @Nullable Object value) {
		if (value != null) {
			throw invalid(name, value, "no command ever waits without '" + PREFIX + ".max-concurrent'",
					"Set that property as well, or remove this one.");
		}
	}

	private void configureEnvironment(ProcessTemplateBuilder builder) {
		ForkitProcessProperties.Environment from = this.properties.environment();
		builder.inheritEnvironment(inherited(from.include(), from.exclude()));
		from.set()
			.forEach((name, value) -> apply("environment.set[" + name + "]", value,
					(text) -> builder.environment(name, text), "no variable can have this name or value",
					"Use names without '=', and no NUL characters."));
	}

	private static Predicate<String> inherited(List<String> include, List<String> exclude) {
		String[] included = include.toArray(String[]::new);
		String[] excluded = exclude.toArray(String[]::new);
		return (name) -> PatternMatchUtils.simpleMatch(included, name)
				&& !PatternMatchUtils.simpleMatch(excluded, name);
	}

	private ResourceLimits limits() {
		ForkitProcessProperties.Limits from = this.properties.limits();
		LimitsHolder limits = new LimitsHolder();
		apply("limits.memory", from.memory(), (size) -> limits.value = limits.value.memory(size),
				"no program can run without memory",
				"Set it to a size, such as 512MB, or remove it: then there is no limit.");
		apply("limits.cpu-time", from.cpuTime(), (time) -> limits.value = limits.value.cpuTime(time),
				"no program can run in no time", LIMIT_FIX);
		apply("limits.open-files", from.openFiles(), (number) -> limits.value = limits.value.openFiles(number),
				"each program has three open files to begin with", NUMBER_FIX.formatted("3 or more"));
		apply("limits.processes", from.processes(), (number) -> limits.value = limits.value.processes(number),
				"a program is a process itself", NUMBER_FIX.formatted("1 or more"));
		apply("limits.file-size", from.fileSize(), (size) -> limits.value = limits.value.fileSize(size),
				"a size must not be negative",
				"Set it to a size, such as 100MB, or remove it: then there is no limit.");
		return limits.value;
	}

	private static String existing(String program) {
		Assert.isTrue(program.indexOf('/') < 0 || Files.isExecutable(Path.of(program)), "the file cannot be executed");
		return program;
	}

	private <T> void apply(String name, @Nullable T value, Consumer<T> setter, String reason, String fix) {
		if (value == null) {
			return;
		}
		try {
			setter.accept(value);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(name, value, reason, fix);
		}
	}

	private InvalidForkitPropertyException invalid(String name, Object value, String reason, String fix) {
		String property = PREFIX + "." + name;
		String text = (value instanceof List<?> list) ? StringUtils.collectionToCommaDelimitedString(list)
				: String.valueOf(value);
		return new InvalidForkitPropertyException(property, this.environment.getProperty(property, text), reason, fix);
	}

	private static final class LimitsHolder {

		private ResourceLimits value = ResourceLimits.none();

	}

}
