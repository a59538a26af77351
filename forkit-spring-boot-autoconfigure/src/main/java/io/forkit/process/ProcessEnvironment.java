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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.forkit.ipc.ChannelVariables;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The environment of a program, byte for byte: what is neither added nor removed here
 * reaches a child exactly as this process got it, whatever its encoding. Texts are UTF-8.
 * <p>
 * Immutable and thread-safe.
 *
 * @since 0.1.0
 * @see <a href="https://man7.org/linux/man-pages/man7/environ.7.html">environ(7)</a>
 */
public final class ProcessEnvironment {

	private static final List<byte[]> SERVICE_VARIABLES = Stream
		.of("NOTIFY_SOCKET=", "LISTEN_PID=", "LISTEN_FDS=", "LISTEN_FDNAMES=", "WATCHDOG_PID=", "WATCHDOG_USEC=",
				"FDSTORE=")
		.map(ProcessEnvironment::bytes)
		.toList();

	private static final ProcessEnvironment EMPTY = new ProcessEnvironment(List.of());

	private final List<byte[]> entries;

	private ProcessEnvironment(List<byte[]> entries) {
		this.entries = entries;
	}

	/**
	 * Return an environment without any variable.
	 * @return the environment
	 */
	public static ProcessEnvironment empty() {
		return EMPTY;
	}

	/**
	 * Return all that this process was started with. {@code System.getenv()} is not
	 * exact: it loses what the charset of the JVM cannot decode.
	 * @return the environment
	 */
	public static ProcessEnvironment inherited() {
		return Inherited.ENVIRONMENT;
	}

	static ProcessEnvironment parse(byte[] block) {
		List<byte[]> entries = new ArrayList<>();
		int start = 0;
		for (int i = 0; i < block.length; i++) {
			if (block[i] == 0) {
				if (i > start) {
					entries.add(Arrays.copyOfRange(block, start, i));
				}
				start = i + 1;
			}
		}
		return new ProcessEnvironment(List.copyOf(entries));
	}

	/**
	 * Return this environment with a variable, in place of any of the same name.
	 * @param name the name
	 * @param value the value
	 * @return the new environment
	 * @throws IllegalArgumentException if the name is empty or contains {@code =}, or if
	 * a NUL character is in either
	 */
	public ProcessEnvironment with(String name, String value) {
		Assert.hasLength(name, "'name' must not be empty");
		Assert.notNull(value, () -> "the value of environment variable '" + name + "' must not be null");
		Assert.isTrue(name.indexOf('=') < 0, () -> "'name' must not contain '=' but is '" + name + "'");
		Checks.noNul(name, "name");
		if (value.indexOf('\0') >= 0) {
			throw new NulCharacterException("the value of environment variable '" + name + "'");
		}
		List<byte[]> changed = new ArrayList<>(without(name).entries);
		changed.add(bytes(name + "=" + value));
		return new ProcessEnvironment(List.copyOf(changed));
	}

	/**
	 * Return this environment with the given variables, in place of those of the same
	 * names.
	 * @param variables the names and values
	 * @return the new environment
	 * @throws IllegalArgumentException as for one variable
	 */
	public ProcessEnvironment with(Map<String, String> variables) {
		ProcessEnvironment changed = this;
		for (Map.Entry<String, String> variable : variables.entrySet()) {
			changed = changed.with(variable.getKey(), variable.getValue());
		}
		return changed;
	}

	/**
	 * Return this environment without a variable.
	 * @param name the name
	 * @return the new environment
	 */
	public ProcessEnvironment without(String name) {
		byte[] prefix = bytes(name + "=");
		return filter((entry) -> !startsWith(entry, prefix));
	}

	/**
	 * Return this environment without the variables whose names begin with the prefix.
	 * @param prefix the beginning of the names
	 * @return the new environment
	 */
	public ProcessEnvironment withoutPrefix(String prefix) {
		byte[] bytes = bytes(prefix);
		return filter((entry) -> !startsWith(entry, bytes));
	}

	/**
	 * Return this environment without the variables by which forkit and Node tell a child
	 * that it is a worker: a program that is started by a worker is none.
	 * @return the new environment
	 */
	public ProcessEnvironment withoutWorkerVariables() {
		return withoutPrefix("FORKIT_").withoutPrefix("NODE_CHANNEL_").withoutServiceVariables();
	}

	/**
	 * Return this environment without the variables by which systemd tells one process of
	 * sockets that it passes and of messages that it expects: they are not for what that
	 * process starts.
	 * @return the new environment
	 */
	public ProcessEnvironment withoutServiceVariables() {
		return filter((entry) -> SERVICE_VARIABLES.stream().noneMatch((prefix) -> startsWith(entry, prefix)));
	}

	/**
	 * Return this environment without the variables that tell this process of its parent.
	 * Node removes them from its own environment; a JVM cannot, so they may have been
	 * copied.
	 * @return the new environment
	 */
	ProcessEnvironment withoutOwnChannel() {
		ProcessEnvironment own = inherited();
		ProcessEnvironment changed = this;
		for (String name : ChannelVariables.ALL) {
			String value = own.get(name);
			if (value != null && value.equals(get(name))) {
				changed = changed.without(name);
			}
		}
		return changed;
	}

	/**
	 * Return this environment without the variables whose names do not fit.
	 * @param retained which names are kept
	 * @return the new environment
	 */
	ProcessEnvironment retain(Predicate<String> retained) {
		return filter((entry) -> retained.test(name(entry)));
	}

	private static String name(byte[] entry) {
		String text = new String(entry, StandardCharsets.UTF_8);
		int end = text.indexOf('=', 1);
		return (end < 0) ? text : text.substring(0, end);
	}

	List<byte[]> entries() {
		return this.entries;
	}

	private ProcessEnvironment filter(Predicate<byte[]> retained) {
		return new ProcessEnvironment(this.entries.stream().filter(retained).toList());
	}

	/**
	 * Return the value of a variable.
	 * @param name the name
	 * @return the value, of the first one if there are several as {@code getenv(3)} does,
	 * or {@code null} if there is none
	 */
	public @Nullable String get(String name) {
		byte[] prefix = bytes(name + "=");
		for (byte[] entry : this.entries) {
			if (startsWith(entry, prefix)) {
				return new String(entry, prefix.length, entry.length - prefix.length, StandardCharsets.UTF_8);
			}
		}
		return null;
	}

	/**
	 * Return the entries as {@code posix_spawn(3)} wants them.
	 * @return copies of the entries, each {@code NAME=value} and without a NUL at the end
	 */
	public List<byte[]> toBytes() {
		return this.entries.stream().map(byte[]::clone).toList();
	}

	/**
	 * Return the number of variables only: values are often secret.
	 */
	@Override
	public String toString() {
		return this.entries.size() + " environment variables";
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static boolean startsWith(byte[] entry, byte[] prefix) {
		return entry.length >= prefix.length && Arrays.equals(entry, 0, prefix.length, prefix, 0, prefix.length);
	}

	private static final class Inherited {

		static final ProcessEnvironment ENVIRONMENT = read();

		private static ProcessEnvironment read() {
			try {
				return parse(Files.readAllBytes(Path.of("/proc/self/environ")));
			}
			catch (IOException ex) {
				return new ProcessEnvironment(System.getenv()
					.entrySet()
					.stream()
					.map((entry) -> bytes(entry.getKey() + "=" + entry.getValue()))
					.toList());
			}
		}

	}

}
