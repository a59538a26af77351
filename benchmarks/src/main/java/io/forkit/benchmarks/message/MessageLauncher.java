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

package io.forkit.benchmarks.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.forkit.benchmarks.process.Family;
import io.forkit.benchmarks.process.NodeProgram;
import io.forkit.posix.JdkChannels;
import org.jspecify.annotations.Nullable;

/**
 * Starts the runs, one at a time, and sees to it that nothing is left of them.
 */
final class MessageLauncher implements AutoCloseable {

	/**
	 * Of the parent; forkit hands them on to the child. There is room for the copies of
	 * the largest message.
	 */
	private static final List<String> JVM_FLAGS = List.of("-Xmx2g", "-XX:+UseSerialGC");

	private static final int NATIVE_ACCESS_SINCE = 22;

	private static final long LIMIT_SECONDS = 180;

	private final Path logs;

	private @Nullable Family current;

	private boolean closed;

	MessageLauncher(Path logs) {
		this.logs = logs;
	}

	/**
	 * Run a peer and wait for it.
	 * @param peer the peer
	 * @param scenario what it is to do
	 * @param time how long
	 * @param round for the names of the logs
	 * @return how it ended
	 * @throws IOException if no process can be started
	 * @throws InterruptedException if this launcher was closed
	 */
	MessageRunLine run(MessagePeer peer, MessageScenario scenario, RunTime time, int round)
			throws IOException, InterruptedException {
		String name = scenario.option() + "-" + peer.option() + "-" + (round + 1);
		Path output = this.logs.resolve(name + ".out");
		Path errors = this.logs.resolve(name + ".log");
		Files.createDirectories(this.logs);
		Family family = new Family(name);
		ProcessBuilder builder = new ProcessBuilder(command(peer, scenario, time)).redirectOutput(output.toFile())
			.redirectError(errors.toFile());
		family.mark(builder);
		Process process = start(builder, family);
		try {
			if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
				return MessageRunLine.failed("not done after " + LIMIT_SECONDS + " s; see " + errors);
			}
			checkOpen();
			return (process.exitValue() == 0) ? MessageRunLine.parse(Files.readString(output))
					: MessageRunLine.failed("exit code " + process.exitValue() + "; see " + errors);
		}
		finally {
			family.kill();
		}
	}

	private static List<String> command(MessagePeer peer, MessageScenario scenario, RunTime time) {
		List<String> command = new ArrayList<>();
		String serialization = peer.serialization();
		if (serialization != null) {
			command.addAll(NodeProgram.command(MessageLauncher.class, "messages.js"));
			command.add(serialization);
		}
		else {
			command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
			command.addAll(JVM_FLAGS);
			if (Runtime.version().feature() >= NATIVE_ACCESS_SINCE) {
				command.add("--enable-native-access=ALL-UNNAMED");
			}
			if (peer == MessagePeer.FORKIT_OPENS) {
				command.add(JdkChannels.REQUIRED_FLAG);
			}
			command.addAll(List.of("-cp", System.getProperty("java.class.path"), MessagePeerMain.class.getName()));
		}
		command.addAll(List.of(scenario.name(), String.valueOf(time.warmUp()), String.valueOf(time.measured())));
		return command;
	}

	private synchronized Process start(ProcessBuilder builder, Family family) throws IOException, InterruptedException {
		checkOpen();
		this.current = family;
		// Its standard input stays open for as long as this process lives, see
		// MessagePeerMain.
		return builder.start();
	}

	private synchronized void checkOpen() throws InterruptedException {
		if (this.closed) {
			throw new InterruptedException("The benchmark is being ended");
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.current != null) {
			this.current.kill();
		}
	}

}
