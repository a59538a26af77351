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

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.forkit.ipc.QueuePolicy;
import io.forkit.posix.Signal;
import io.forkit.process.EngineChoice;
import io.forkit.process.Overflow;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the templates that run commands.
 *
 * @param timeout How long a program may run until it is ended. Without it, as long as it
 * likes.
 * @param killSignal Signal that a program gets first when it is to end.
 * @param killGrace How long after that signal a program gets SIGKILL.
 * @param drainTimeout How long output is awaited when a program has ended but another one
 * holds its output open.
 * @param killDescendants Whether what a program leaves alive is ended also when the
 * program ends by itself.
 * @param maxBuffer How much of a program's standard output, and as much again of its
 * standard error, is kept.
 * @param overflow What happens to a program that writes more.
 * @param charset Charset of input and output texts.
 * @param shell Shell that command lines are run by; it must understand the quoting of
 * POSIX and '-c'.
 * @param engine What starts programs: 'auto' for the native engine where this machine has
 * what it needs and that of the JDK elsewhere.
 * @param maxConcurrent How many commands of a template may run at the same time; others
 * wait. Without it, any number.
 * @param queueCapacity How many commands may wait. Without it, any number.
 * @param queueTimeout How long a command may wait. Without it, as long as it takes.
 * @param allowedExecutables Comma-separated list of the programs that may be started:
 * names that are looked up in PATH, absolute paths, and globs of such. Without it, all
 * may.
 * @param environment The environment of programs.
 * @param noNewPrivileges Whether programs are kept from gaining privileges, as by
 * set-user-ID programs.
 * @param limits What each process of a program may use.
 * @param mask Comma-separated list of regular expressions. Values that belong to names in
 * which one of them is found are not shown in messages, logs and observations; those of
 * passwords, secrets, tokens and the like never are.
 * @param fork Programs that are forked, with a channel to them.
 * @since 0.1.0
 */
@ConfigurationProperties("forkit.process")
public record ForkitProcessProperties(@Nullable Duration timeout, @DefaultValue("SIGTERM") Signal killSignal,
		@DefaultValue("5s") Duration killGrace, @DefaultValue("2s") Duration drainTimeout,
		@DefaultValue("false") boolean killDescendants, @DefaultValue("1MB") DataSize maxBuffer,
		@DefaultValue("fail") Overflow overflow, @DefaultValue("UTF-8") Charset charset,
		@DefaultValue("/bin/sh") String shell, @DefaultValue("auto") EngineChoice engine,
		@Nullable Integer maxConcurrent, @Nullable Integer queueCapacity, @Nullable Duration queueTimeout,
		@Nullable List<String> allowedExecutables, @DefaultValue Environment environment,
		@DefaultValue("false") boolean noNewPrivileges, @DefaultValue Limits limits, @DefaultValue List<Pattern> mask,
		@DefaultValue Fork fork) {

	/**
	 * The environment of programs.
	 *
	 * @param include Comma-separated list of the variables that programs inherit, with
	 * '*' for any characters.
	 * @param exclude Comma-separated list of variables that programs do not inherit, also
	 * if they are included, with '*' for any characters.
	 * @param set Variables that are set for all programs, written as 'set[NAME]'.
	 */
	public record Environment(@DefaultValue("*") List<String> include, @DefaultValue List<String> exclude,
			@DefaultValue Map<String, String> set) {

	}

	/**
	 * What each process of a program may use.
	 *
	 * @param memory Size of its address space.
	 * @param cpuTime Processor time that it uses, rounded up to whole seconds.
	 * @param openFiles Number of its open files.
	 * @param processes Number of processes and threads of its user.
	 * @param fileSize Size of a file that it writes.
	 */
	public record Limits(@Nullable DataSize memory, @Nullable Duration cpuTime, @Nullable Integer openFiles,
			@Nullable Integer processes, @Nullable DataSize fileSize) {

	}

	/**
	 * Programs that are forked.
	 *
	 * @param queueLimit How much may wait to be sent to a program.
	 * @param queuePolicy What happens to messages for which there is no room.
	 * @param blockTimeout How long a sender waits for room.
	 * @param maxMessageSize Size of the largest message that is taken from a program.
	 * @param requestTimeout How long an answer is awaited where nothing else is said.
	 * @param endWithParent Whether forked JVMs end when the application is gone; detached
	 * ones never do.
	 * @param spare How many JVMs are kept running that wait for a fork, which then takes
	 * milliseconds.
	 * @param classData Archives of classes with which forked JVMs start earlier.
	 * @param java Launcher of forked JVMs. Without it, that of the JDK which runs the
	 * application.
	 * @param node Program that runs forked Node programs; a name is looked up in PATH.
	 */
	public record Fork(@DefaultValue("16MB") DataSize queueLimit, @DefaultValue("block") QueuePolicy queuePolicy,
			@DefaultValue("30s") Duration blockTimeout, @DefaultValue("256MB") DataSize maxMessageSize,
			@DefaultValue("30s") Duration requestTimeout, @DefaultValue("true") boolean endWithParent,
			@DefaultValue("0") int spare, @DefaultValue ClassData classData, @Nullable String java,
			@DefaultValue("node") String node) {

	}

	/**
	 * Archives of classes with which forked JVMs start earlier.
	 *
	 * @param enabled Whether archives are written and used.
	 * @param directory Where they are kept, for one user only. Without it, 'forkit' in
	 * XDG_CACHE_HOME if that is set, otherwise a directory in that for temporary files.
	 */
	public record ClassData(@DefaultValue("true") boolean enabled, @Nullable String directory) {

	}

}
