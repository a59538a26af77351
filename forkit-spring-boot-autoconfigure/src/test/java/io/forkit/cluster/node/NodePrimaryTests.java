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

package io.forkit.cluster.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.forkit.posix.JdkChannels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Node's tests of {@code cluster} say about the end of the primary, and about its
 * debugger.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class NodePrimaryTests {

	private static final String WORKERS = "workers ";

	private static final String DEBUGGER = "Listening for transport dt_socket at address: ";

	private static final String HANDSHAKE = "JDWP-Handshake";

	private final List<Integer> debuggers = new ArrayList<>();

	private Process primary;

	private BufferedReader in;

	private PrintWriter out;

	@AfterEach
	void close() throws Exception {
		this.primary.destroyForcibly().waitFor();
		this.in.close();
	}

	@Test
	@DisplayName("test/parallel/test-cluster-primary-error.js: workers end with a primary that fails")
	void primaryFails() throws Exception {
		List<ProcessHandle> workers = start(2, List.of(), null);
		this.out.println("1");
		assertThat(this.primary.waitFor()).isOne();
		awaitEnd(workers);
	}

	@Test
	@DisplayName("test/parallel/test-cluster-primary-kill.js: workers end with a primary that exits")
	void primaryExits() throws Exception {
		List<ProcessHandle> workers = start(2, List.of(), null);
		this.out.println("0");
		assertThat(this.primary.waitFor()).isZero();
		awaitEnd(workers);
	}

	@Test
	@DisplayName("test/parallel/test-cluster-primary-kill.js: workers end with a primary that is killed")
	void primaryIsKilled() throws Exception {
		List<ProcessHandle> workers = start(2, List.of(), null);
		this.primary.destroyForcibly();
		awaitEnd(workers);
	}

	@Test
	@DisplayName("test/parallel/test-inspect-support-for-node_options.js: workers start where a variable asks for a debugger")
	void debuggerOfAVariable() throws Exception {
		int port = freePorts(3);
		List<ProcessHandle> workers = start(2, List.of(), debugger("127.0.0.1:" + port));
		assertThat(this.debuggers).containsExactlyInAnyOrder(port, port + 1, port + 2);
		close(workers);
	}

	@Test
	@DisplayName("test/sequential/test-inspector-port-cluster.js: each worker has the debugger's port of the primary, plus 1, plus its seat")
	void debuggerPorts() throws Exception {
		int port = freePorts(3);
		List<ProcessHandle> workers = start(2, List.of(debugger("127.0.0.1:" + port)), null);
		assertThat(this.debuggers).containsExactlyInAnyOrder(port, port + 1, port + 2);
		for (int debugger : this.debuggers) {
			assertThatAnswers(debugger);
		}
		close(workers);
	}

	@Test
	@DisplayName("test/parallel/test-inspector-port-zero-cluster.js: with port 0 each worker has any free one")
	void anyDebuggerPort() throws Exception {
		List<ProcessHandle> workers = start(2, List.of(debugger("127.0.0.1:0")), null);
		assertThat(this.debuggers).hasSize(3).doesNotHaveDuplicates();
		close(workers);
	}

	@Test
	@DisplayName("test/known_issues/test-inspector-cluster-port-clash.js: with port 0 a port that is in use is in nobody's way")
	void debuggerPortsDoNotClash() throws Exception {
		int port = freePorts(4);
		try (ServerSocket other = new ServerSocket(port + 2, 1, InetAddress.getByName("127.0.0.1"))) {
			List<ProcessHandle> workers = start(3, List.of(debugger("127.0.0.1:0")), null);
			assertThat(this.debuggers).hasSize(4).doesNotHaveDuplicates().doesNotContain(other.getLocalPort());
			close(workers);
		}
	}

	private static String debugger(String address) {
		return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=" + address;
	}

	private List<ProcessHandle> start(int workers, List<String> flags, String variable) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of(JdkChannels.REQUIRED_FLAG, "-Xmx96m"));
		command.addAll(flags);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), EndingPrimary.class.getName(),
				String.valueOf(workers)));
		ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
		if (variable != null) {
			builder.environment().put("JAVA_TOOL_OPTIONS", variable);
		}
		this.primary = builder.start();
		this.in = this.primary.inputReader();
		this.out = new PrintWriter(this.primary.outputWriter(), true);
		for (String line = this.in.readLine(); line != null; line = this.in.readLine()) {
			if (line.startsWith(DEBUGGER)) {
				this.debuggers.add(Integer.parseInt(line.substring(DEBUGGER.length())));
			}
			if (line.startsWith(WORKERS)) {
				return Stream.of(line.substring(WORKERS.length()).split(" "))
					.map((pid) -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
					.toList();
			}
		}
		throw new AssertionError("The primary has ended");
	}

	private void close(List<ProcessHandle> workers) throws Exception {
		this.out.println("close");
		assertThat(this.primary.waitFor()).isZero();
		awaitEnd(workers);
	}

	private static void awaitEnd(List<ProcessHandle> workers) {
		assertThat(workers).isNotEmpty();
		TestCluster.await(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
	}

	private static void assertThatAnswers(int debugger) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", debugger)) {
			socket.setSoTimeout(20_000);
			socket.getOutputStream().write(HANDSHAKE.getBytes(StandardCharsets.US_ASCII));
			assertThat(new String(socket.getInputStream().readNBytes(HANDSHAKE.length()), StandardCharsets.US_ASCII))
				.isEqualTo(HANDSHAKE);
		}
	}

	/** So many in a row. */
	private static int freePorts(int number) throws IOException {
		while (true) {
			int first;
			try (ServerSocket socket = new ServerSocket(0)) {
				first = socket.getLocalPort();
			}
			Set<Integer> free = new TreeSet<>();
			for (int port = first; port < first + number && port < 65536; port++) {
				try (ServerSocket socket = new ServerSocket(port)) {
					free.add(socket.getLocalPort());
				}
				catch (IOException ex) {
					// Another process has it.
				}
			}
			if (free.size() == number) {
				return first;
			}
		}
	}

}
