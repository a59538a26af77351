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

package io.forkit.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command that starts the demo with the java of this JVM. On a port of its own choice
 * and with two workers, unless an argument says otherwise.
 */
public final class DemoCommand {

	private static final List<String> SMALL_JVM = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

	private final List<String> prefix = new ArrayList<>();

	private final List<String> jvmArguments = new ArrayList<>(SMALL_JVM);

	private final List<String> launch;

	private final List<String> arguments = new ArrayList<>();

	private boolean portChosen;

	private DemoCommand(List<String> launch) {
		this.launch = launch;
	}

	/**
	 * The repackaged jar that this build has made.
	 * @return the jar
	 */
	static Path jar() {
		return Path.of(property("demo.jar"));
	}

	static Path java() {
		return Path.of(property("java.home"), "bin", "java");
	}

	/**
	 * A property that the build gives to the tests.
	 * @param name the name of the system property
	 * @return the value
	 */
	static String property(String name) {
		String value = System.getProperty(name);
		if (value == null) {
			throw new IllegalStateException("The system property '" + name + "' must be set, as the build does");
		}
		return value;
	}

	public static DemoCommand ofJar() {
		return of("-jar", jar().toString());
	}

	/**
	 * A command with another way to launch.
	 * @param launch what follows the JVM's arguments and precedes the application's
	 * @return the command
	 */
	static DemoCommand of(String... launch) {
		return new DemoCommand(List.of(launch));
	}

	public DemoCommand prefix(String... prefix) {
		this.prefix.addAll(List.of(prefix));
		return this;
	}

	public DemoCommand jvmArguments(String... arguments) {
		this.jvmArguments.addAll(List.of(arguments));
		return this;
	}

	public DemoCommand workers(int workers) {
		return arguments("--forkit.cluster.workers=" + workers);
	}

	public DemoCommand port(int port) {
		this.portChosen = true;
		return arguments("--server.port=" + port);
	}

	public DemoCommand managementPort(int port) {
		return arguments("--management.server.port=" + port, "--management.server.address=127.0.0.1");
	}

	public DemoCommand arguments(String... arguments) {
		this.arguments.addAll(List.of(arguments));
		return this;
	}

	/**
	 * The arguments that the application gets.
	 * @return the arguments
	 */
	List<String> applicationArguments() {
		if (!this.portChosen) {
			port(0);
		}
		return List.copyOf(this.arguments);
	}

	/**
	 * The whole command.
	 * @return the program and its arguments
	 */
	List<String> words() {
		List<String> command = new ArrayList<>(this.prefix);
		command.add(java().toString());
		command.addAll(this.jvmArguments);
		command.addAll(this.launch);
		command.addAll(applicationArguments());
		return command;
	}

	public DemoProcess start() {
		return DemoProcess.start(words());
	}

}
