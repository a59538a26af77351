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

package io.forkit.benchmarks.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.forkit.benchmarks.process.NodeProgram;
import org.jspecify.annotations.Nullable;

/**
 * What is measured: an application on a server in an arrangement.
 *
 * @param server the server, or {@code null} for Node
 * @param arrangement how connections reach workers
 */
record Subject(@Nullable EmbeddedServer server, Arrangement arrangement) {

	/**
	 * The same for every JVM. The heap is fixed, so that no run is slower because it
	 * grows one, and small, because a whole family of clusters is up at the same time.
	 */
	private static final List<String> JVM_FLAGS = List.of("-Xms128m", "-Xmx128m", "-XX:+UseSerialGC",
			EmbeddedServer.EVENT_LOOPS_FLAG);

	private static final int NATIVE_ACCESS_SINCE = 22;

	private static final String APPLICATION = "io.forkit.benchmarks.cluster.application.BenchmarkApplication";

	/**
	 * Return a subject. Node's are the same beside every server.
	 * @param server the server
	 * @param arrangement how connections reach workers
	 * @return the subject
	 */
	static Subject of(EmbeddedServer server, Arrangement arrangement) {
		return new Subject(arrangement.isNode() ? null : server, arrangement);
	}

	/**
	 * Return how many slow requests take all that a worker has for requests.
	 * @return the number
	 */
	int threads() {
		return (this.server != null) ? this.server.threads() : 1;
	}

	/**
	 * Return the command that starts it.
	 * @param port the port on 127.0.0.1
	 * @param workers the number of workers
	 * @return the command
	 */
	List<String> command(int port, int workers) {
		List<String> command = new ArrayList<>();
		if (this.server == null) {
			command.addAll(NodeProgram.command(Subject.class, "cluster.js"));
			String scheduling = (this.arrangement == Arrangement.NODE_ROUND_ROBIN) ? "rr" : "none";
			command.addAll(List.of(String.valueOf(port), String.valueOf(workers), scheduling));
			return command;
		}
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(JVM_FLAGS);
		if (Runtime.version().feature() >= NATIVE_ACCESS_SINCE) {
			command.add("--enable-native-access=ALL-UNNAMED");
		}
		command.addAll(List.of("-cp", this.server.classPath(), APPLICATION, "--server.address=127.0.0.1",
				"--server.port=" + port, "--spring.main.banner-mode=off"));
		command.addAll(EmbeddedServer.ARGUMENTS);
		command.addAll(this.arrangement.arguments(workers));
		return command;
	}

	@Override
	public String toString() {
		return ((this.server != null) ? this.server.title() : "Node") + ", " + this.arrangement.title();
	}

}
