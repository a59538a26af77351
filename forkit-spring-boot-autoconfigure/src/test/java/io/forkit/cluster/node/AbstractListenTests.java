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

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.forkit.cluster.ListenerInfo;
import io.forkit.cluster.WorkerEvent;
import io.forkit.posix.Fd;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * What tests of sockets that workers open themselves have in common.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
abstract class AbstractListenTests {

	static final String INTERRUPTED = "IOException: Interrupted while waiting for the primary";

	static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

	static int open(TestCluster test, int worker, String command) {
		String answer = tell(test, worker, command);
		assertThat(answer).containsOnlyDigits();
		return Integer.parseInt(answer);
	}

	static String tell(TestCluster test, int worker, String command) {
		return test.ask(test.worker(worker), "socket " + command, String.class);
	}

	static void awaitListeners(TestCluster test, int number) {
		TestCluster.await(() -> test.cluster().snapshot().listeners().size() == number);
	}

	static List<ListenerInfo> listening(TestCluster test, int worker) {
		return test.events()
			.stream()
			.filter((event) -> event instanceof WorkerEvent.Listening of && of.getWorker().id() == worker)
			.map((event) -> ((WorkerEvent.Listening) event).getListener())
			.toList();
	}

	/**
	 * Connect until all these workers have answered, and nobody else: a worker may be
	 * back in accept before one that was woken.
	 */
	static void awaitAnswersOf(int port, String... workers) {
		Set<String> answered = new TreeSet<>();
		TestCluster.await(() -> {
			answered.add(connect(port));
			return answered.size() >= workers.length;
		});
		assertThat(answered).containsExactly(workers);
	}

	static String connect(int port) throws IOException {
		return connect(LOOPBACK, port);
	}

	static String connect(InetAddress host, int port) throws IOException {
		try (Socket socket = new Socket(host, port)) {
			return read(socket);
		}
	}

	static String read(Socket socket) throws IOException {
		socket.setSoTimeout(20_000);
		return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
	}

	static String connect(Path path) throws IOException {
		try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
			ByteBuffer answer = ByteBuffer.allocate(10);
			channel.read(answer);
			return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
		}
	}

	static String exchange(int port) throws IOException {
		return exchange(LOOPBACK, port);
	}

	/** Send a datagram until it is answered. */
	static String exchange(InetAddress host, int port) throws IOException {
		try (DatagramSocket socket = new DatagramSocket()) {
			DatagramPacket answer = new DatagramPacket(new byte[10], 10);
			socket.setSoTimeout(5_000);
			for (int attempt = 0;; attempt++) {
				socket.send(new DatagramPacket(new byte[] { 1 }, 1, host, port));
				try {
					socket.receive(answer);
					return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
				}
				catch (SocketTimeoutException ex) {
					assertThat(attempt).isLessThan(5);
				}
			}
		}
	}

	static void assertThatIsRefused(int port) {
		assertThatIOException().isThrownBy(() -> new Socket(LOOPBACK, port).close()).withMessageContaining("refused");
	}

	static int number(Fd fd) {
		return Integer.parseInt(fd.toString().substring("fd ".length()));
	}

	static long sockets() throws IOException {
		return sockets(ProcessHandle.current().pid());
	}

	static long sockets(long pid) throws IOException {
		long number = 0;
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
			for (Path descriptor : descriptors.toList()) {
				try {
					number += Files.readSymbolicLink(descriptor).toString().startsWith("socket:") ? 1 : 0;
				}
				catch (IOException ex) {
					// Closed meanwhile.
				}
			}
		}
		return number;
	}

}
