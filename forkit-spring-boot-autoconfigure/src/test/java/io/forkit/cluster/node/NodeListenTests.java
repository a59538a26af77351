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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import io.forkit.cluster.ListenerInfo;
import io.forkit.cluster.ListenerType;
import io.forkit.cluster.Worker;
import io.forkit.cluster.testing.Ipv6;
import io.forkit.ipc.Handle;
import io.forkit.posix.Fd;
import io.forkit.posix.Signal;
import io.forkit.posix.Sockets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Node's tests of {@code cluster} and {@code net} say about sockets that workers
 * open themselves.
 */
class NodeListenTests extends AbstractListenTests {

	@Test
	@DisplayName("test/parallel/test-cluster-net-listen.js: a port that nobody has chosen")
	void listenAtAnyPort() throws IOException {
		try (TestCluster test = TestCluster.start(1)) {
			int port = open(test, 1, "listen a any 0");
			assertThat(connect(port)).isEqualTo("1");
			assertThat(test.cluster().snapshot().listeners()).extracting(ListenerInfo::port).containsExactly(port);
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-child-index-net.js: the n-th socket at port 0 has the n-th port, also after some are closed")
	void indexesOfPort0() throws IOException {
		try (TestCluster test = TestCluster.start(2)) {
			int first = open(test, 1, "listen a 127.0.0.1 0");
			int second = open(test, 1, "listen b 127.0.0.1 0");
			assertThat(second).isNotEqualTo(first);
			assertThat(open(test, 2, "listen a 127.0.0.1 0")).isEqualTo(first);
			assertThat(open(test, 2, "listen b 127.0.0.1 0")).isEqualTo(second);
			tell(test, 1, "close a");
			assertThat(open(test, 1, "listen c 127.0.0.1 0")).isEqualTo(first);
			for (int worker = 1; worker <= 2; worker++) {
				tell(test, worker, "close b");
			}
			awaitListeners(test, 1);
			assertThatIsRefused(second);
			assertThat(connect(first)).isIn("1", "2");
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-listening-port.js: a worker that replaces another has its ports")
	void aReplacementHasThePorts() throws IOException {
		try (TestCluster test = TestCluster.start(1)) {
			int first = open(test, 1, "listen a 127.0.0.1 0");
			int second = open(test, 1, "listen b 127.0.0.1 0");
			test.worker(1).kill(Signal.SIGKILL);
			TestCluster.await(() -> test.cluster().worker(2).isPresent());
			// Connections wait for the next one.
			try (Socket waiting = new Socket(LOOPBACK, second)) {
				assertThat(open(test, 2, "listen a 127.0.0.1 0")).isEqualTo(first);
				assertThat(open(test, 2, "listen b 127.0.0.1 0")).isEqualTo(second);
				assertThat(read(waiting)).isEqualTo("2");
			}
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-eaddrinuse.js: a port that has become free can be asked for again")
	void aPortThatHasBecomeFree() throws IOException {
		try (TestCluster test = TestCluster.start(1)) {
			int port;
			try (ServerSocket other = new ServerSocket(0, 10, LOOPBACK)) {
				port = other.getLocalPort();
				assertThat(tell(test, 1, "listen a 127.0.0.1 " + port))
					.isEqualTo("BindException: Address already in use: /127.0.0.1:" + port);
			}
			assertThat(open(test, 1, "listen a 127.0.0.1 " + port)).isEqualTo(port);
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-bind-privileged-port.js: an address that cannot be had is a BindException of the worker")
	void anAddressThatCannotBeHad() {
		try (TestCluster test = TestCluster.start(1)) {
			assertThat(tell(test, 1, "listen a 192.0.2.1 8080")).startsWith("BindException: ")
				.contains("/192.0.2.1:8080", "EADDRNOTAVAIL");
			assertThat(test.eventsOf(1)).doesNotContain("Listening");
			assertThat(test.worker(1).disconnect().onExit().join().code()).isZero();
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-bind-twice.js: a second cluster does not get the port of the first")
	void twoClusters() throws IOException {
		try (TestCluster first = TestCluster.start(1); TestCluster second = TestCluster.start(1)) {
			int port = open(first, 1, "listen a 127.0.0.1 0");
			assertThat(tell(second, 1, "listen a 127.0.0.1 " + port)).startsWith("BindException: Address already in");
			assertThat(connect(port)).isEqualTo("1");
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-worker-disconnect-on-error.js: a worker that cannot listen can disconnect")
	void disconnectAfterAnError() throws IOException {
		try (TestCluster test = TestCluster.start(1); ServerSocket other = new ServerSocket(0, 10, LOOPBACK)) {
			assertThat(tell(test, 1, "listen a 127.0.0.1 " + other.getLocalPort())).startsWith("BindException");
			Worker worker = test.worker(1);
			worker.send("disconnect");
			assertThat(worker.onExit().join().code()).isZero();
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-server-restart-rr.js: closed and opened again while another listens")
	void closeAndListenAgain() throws IOException {
		try (TestCluster test = TestCluster.start(2)) {
			int port = open(test, 1, "listen a 127.0.0.1 0");
			assertThat(open(test, 2, "listen a 127.0.0.1 " + port)).isEqualTo(port);
			for (int i = 0; i < 3; i++) {
				tell(test, 1, "close a");
				assertThat(connect(port)).isEqualTo("2");
				assertThat(open(test, 1, "listen a 127.0.0.1 " + port)).isEqualTo(port);
			}
			awaitAnswersOf(port, "1", "2");
		}
	}

	@Test
	@DisplayName("test/sequential/test-cluster-port-reuse-between-workers.js: a port that one worker has closed and another has")
	void aPortThatAnotherWorkerHas() throws IOException {
		try (TestCluster test = TestCluster.start(2)) {
			int port = open(test, 1, "listen a 127.0.0.1 0");
			int other = open(test, 2, "listen a 127.0.0.1 0");
			assertThat(other).isEqualTo(port);
			assertThat(tell(test, 1, "listen b 127.0.0.1 " + port + " exclusive")).startsWith("BindException");
			tell(test, 1, "close a");
			assertThat(open(test, 1, "listen b 127.0.0.1 " + port)).isEqualTo(port);
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-disconnect-unshared-tcp.js: the end of a worker without sockets leaves those of others")
	void disconnectOfAWorkerWithoutSockets() throws IOException {
		try (TestCluster test = TestCluster.start(2)) {
			int port = open(test, 1, "listen a 127.0.0.1 0");
			test.worker(2).disconnect().onExit().join();
			assertThat(connect(port)).isEqualTo("1");
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-shared-leak.js: workers that end while they listen and while they start leave nothing")
	void endsWithoutLeak() throws Exception {
		try (TestCluster test = TestCluster.start(1)) {
			int port = open(test, 1, "listen idle 127.0.0.1 0");
			long before = sockets();
			Worker second = test.cluster().fork();
			try (Socket client = new Socket(LOOPBACK, port)) {
				second.disconnect().onExit().join();
				assertThat(client.isConnected()).isTrue();
				test.cluster().disconnect().get(30, TimeUnit.SECONDS);
			}
			assertThatIsRefused(port);
			TestCluster.await(() -> sockets() < before);
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-net-listen-backlog.js: the backlog of a worker is that of the socket")
	void backlog() throws IOException {
		try (TestCluster test = TestCluster.start(1)) {
			int port = open(test, 1, "listen idle 127.0.0.1 0 backlog=3");
			List<Socket> clients = new ArrayList<>();
			try {
				boolean full = false;
				while (!full && clients.size() < 20) {
					Socket client = new Socket();
					clients.add(client);
					try {
						client.connect(new InetSocketAddress(LOOPBACK, port), 500);
					}
					catch (SocketTimeoutException ex) {
						full = true;
					}
				}
				// The system lets one more in than the number says.
				assertThat(clients).hasSize(5);
			}
			finally {
				for (Socket client : clients) {
					client.close();
				}
			}
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-net-listen-ipv6only-false.js: '::' serves IPv4 too, and is the same for all")
	void bothProtocols() throws IOException {
		Ipv6.assume();
		try (TestCluster test = TestCluster.start(2)) {
			int port = open(test, 1, "listen a :: 0");
			assertThat(open(test, 2, "listen a :: 0")).isEqualTo(port);
			assertThat(connect(port)).isIn("1", "2");
			assertThat(test.cluster().snapshot().listeners()).singleElement()
				.extracting(ListenerInfo::type)
				.isEqualTo(ListenerType.TCP6);
		}
	}

	@Test
	@DisplayName("test/sequential/test-cluster-net-listen-ipv6only-none.js: '::' for IPv6 only leaves the port of IPv4 to others")
	void ipv6Only() throws IOException {
		Ipv6.assume();
		try (TestCluster test = TestCluster.start(2)) {
			int port = open(test, 1, "listen a :: 0 ipv6");
			assertThat(open(test, 2, "listen a :: 0 ipv6")).isEqualTo(port);
			try (ServerSocket other = new ServerSocket()) {
				other.bind(new InetSocketAddress("127.0.0.1", port));
				assertThat(other.isBound()).isTrue();
			}
			assertThat(connect(InetAddress.getByName("::1"), port)).isIn("1", "2");
		}
	}

	@Test
	@DisplayName("test/parallel/test-net-listen-exclusive-random-ports.js: exclusive sockets at port 0 have ports of their own")
	void exclusiveRandomPorts() throws IOException {
		try (TestCluster test = TestCluster.start(2)) {
			int first = open(test, 1, "listen a 127.0.0.1 0 exclusive");
			int second = open(test, 2, "listen a 127.0.0.1 0 exclusive");
			assertThat(second).isNotEqualTo(first);
			assertThat(connect(first)).isEqualTo("1");
			assertThat(connect(second)).isEqualTo("2");
			assertThat(test.cluster().snapshot().listeners()).isEmpty();
			assertThat(test.eventsOf(1)).doesNotContain("Listening");
		}
	}

	@Test
	@DisplayName("test/sequential/test-net-listen-shared-ports.js: an exclusive socket does not get a port that is shared")
	void exclusiveAtASharedPort() throws IOException {
		try (TestCluster test = TestCluster.start(2)) {
			int port = open(test, 1, "listen a 127.0.0.1 0");
			assertThat(open(test, 2, "listen a 127.0.0.1 " + port)).isEqualTo(port);
			assertThat(tell(test, 2, "listen b 127.0.0.1 " + port + " exclusive"))
				.isEqualTo("BindException: Address already in use: /127.0.0.1:" + port);
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-net-reuseport.js: with reusePort workers bind by themselves, and more than once")
	void reusePort() throws IOException {
		try (TestCluster test = TestCluster.start(2)) {
			int port = open(test, 1, "listen a 127.0.0.1 0 reuse-port");
			assertThat(open(test, 1, "listen b 127.0.0.1 " + port + " reuse-port")).isEqualTo(port);
			assertThat(open(test, 2, "listen a 127.0.0.1 " + port + " reuse-port")).isEqualTo(port);
			assertThat(connect(port)).isIn("1", "2");
			assertThat(test.cluster().snapshot().listeners()).isEmpty();
		}
	}

	@Test
	@DisplayName("test/parallel/test-net-listen-twice.js: to listen twice at a port is to have it twice")
	void listenTwice() throws IOException {
		try (TestCluster test = TestCluster.start(1)) {
			int port = open(test, 1, "listen a 127.0.0.1 0");
			assertThat(open(test, 1, "listen b 127.0.0.1 " + port)).isEqualTo(port);
			tell(test, 1, "close a");
			assertThat(connect(port)).isEqualTo("1");
			tell(test, 1, "close b");
			awaitListeners(test, 0);
		}
	}

	@Test
	@DisplayName("test/parallel/test-net-server-close-before-ipc-response.js: what nobody waits for any more is closed when it comes")
	void givenUpBeforeTheReply() throws IOException {
		try (TestCluster test = TestCluster.start(1)) {
			open(test, 1, "listen first 127.0.0.1 0");
			tell(test, 1, "close first");
			long before = sockets(test.worker(1).pid());
			for (int i = 0; i < 10; i++) {
				assertThat(tell(test, 1, "interrupted a 127.0.0.1 0 connections")).isIn(INTERRUPTED,
						"answered at once");
			}
			awaitListeners(test, 0);
			TestCluster.await(() -> sockets(test.worker(1).pid()) <= before);
			assertThat(connect(open(test, 1, "listen a 127.0.0.1 0"))).isEqualTo("1");
		}
	}

	@Test
	@DisplayName("test/parallel/test-net-server-close-before-ipc-response.js: a worker that dies before the reply leaves nothing in the primary")
	void killedBeforeTheReply() throws IOException {
		try (TestCluster test = TestCluster.start(1)) {
			open(test, 1, "listen a 127.0.0.1 0");
			TestCluster.await(() -> test.eventsOf(1).contains("Listening"));
			long before = sockets();
			Worker worker = test.worker(1);
			for (int i = 0; i < 50; i++) {
				worker.send("socket listen b" + i + " 127.0.0.1 0");
			}
			worker.kill(Signal.SIGKILL);
			worker.onExit().join();
			TestCluster.await(() -> test.cluster().worker(2).isPresent() && test.messagesOf(2).contains("up"));
			// What was opened for it is kept for the next one; nothing else is open.
			int kept = test.cluster().snapshot().listeners().size();
			TestCluster.await(() -> sockets() == before + kept - 1);
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-eaccess.js: a path in use is a BindException of the worker")
	void aPathInUse(@TempDir Path directory) throws IOException {
		Path path = directory.resolve("app.sock");
		try (TestCluster test = TestCluster.start(1); TestCluster other = TestCluster.start(1)) {
			assertThat(tell(test, 1, "path a " + path)).isEqualTo(path.toString());
			assertThat(tell(other, 1, "path a " + path)).isEqualTo("BindException: Address already in use: " + path);
			assertThat(connect(path)).isEqualTo("1");
		}
		assertThat(path).doesNotExist();
	}

	@Test
	@DisplayName("test/parallel/test-cluster-listen-pipe-readable-writable.js: a path with permissions")
	void permissionsOfAPath(@TempDir Path directory) throws IOException {
		Path path = directory.resolve("app.sock");
		try (TestCluster test = TestCluster.start(2)) {
			tell(test, 1, "path a " + path + " permissions=rwxrwxrwx");
			tell(test, 2, "path a " + path + " permissions=rwxrwxrwx");
			assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rwxrwxrwx"));
			Set<String> answered = new TreeSet<>();
			TestCluster.await(() -> answered.add(connect(path)) && answered.size() == 2);
			TestCluster.await(() -> test.eventsOf(2).contains("Listening"));
			assertThat(listening(test, 2)).containsExactly(new ListenerInfo(ListenerType.UNIX, path.toString(), -1));
			tell(test, 1, "close a");
			tell(test, 2, "close a");
			awaitListeners(test, 0);
			assertThat(path).doesNotExist();
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-net-listen-relative-path.js: a relative path begins at the directory of the primary")
	void aRelativePath() throws IOException {
		Path directory = Files.createDirectories(Path.of("target", "a-directory-".repeat(4)));
		Path path = directory.resolve("s".repeat(30));
		try (TestCluster test = TestCluster.start(1)) {
			assertThat(path.toAbsolutePath().toString().length()).isGreaterThan(Sockets.MAX_PATH);
			assertThat(tell(test, 1, "path a " + path)).isEqualTo(path.toString());
			assertThat(connect(path)).isEqualTo("1");
		}
		finally {
			// It is removed at the end.
			Files.delete(directory);
		}
	}

	@Test
	@DisplayName("test/parallel/test-listen-fd-cluster.js: a socket that the primary has inherited, after its owner has closed it")
	void inherited() throws IOException {
		try (TestCluster test = TestCluster.start(2)) {
			int port;
			try (Fd inherited = Sockets.listen(new InetSocketAddress(LOOPBACK, 0), true, 10)) {
				port = Sockets.localPort(inherited);
				for (int worker = 1; worker <= 2; worker++) {
					assertThat(open(test, worker, "inherited a " + number(inherited))).isEqualTo(port);
				}
			}
			awaitAnswersOf(port, "1", "2");
			assertThat(tell(test, 1, "inherited b 999999"))
				.isEqualTo("IOException: The primary cannot listen on descriptor 999999: "
						+ "descriptor 999999 of the primary is not open");
			assertThat(tell(test, 1, "inherited b 0")).matches(".* is .*, not a socket that listens");
		}
	}

	@Test
	@DisplayName("test/parallel/test-net-listen-handle-in-cluster-1.js: a listener that the primary sends is the worker's, without a request")
	void aListenerThatWasSent() throws IOException {
		try (TestCluster test = TestCluster.start(1); ServerSocketChannel server = ServerSocketChannel.open()) {
			server.bind(new InetSocketAddress(LOOPBACK, 0));
			int port = server.socket().getLocalPort();
			test.worker(1).channel().send("take a", Handle.of(server));
			TestCluster.await(() -> test.messagesOf(1).contains("taken"));
			assertThat(connect(port)).isEqualTo("1");
			assertThat(test.cluster().snapshot().listeners()).isEmpty();
		}
	}

	@Test
	void whatCannotBeAskedForIsRefusedAtOnce() {
		try (TestCluster test = TestCluster.start(1)) {
			assertThat(tell(test, 1, "listen a 127.0.0.1 0 ipv6"))
				.isEqualTo("IllegalArgumentException: 'options' must not be for IPV6 only with the address 127.0.0.1");
			assertThat(tell(test, 1, "listen a 127.0.0.1 0 permissions=rwx------"))
				.isEqualTo("IllegalArgumentException: 'options' must not have permissions for an internet address");
			assertThat(tell(test, 1, "listen a 127.0.0.1 0 backlog=0"))
				.isEqualTo("IllegalArgumentException: 'backlog' must be greater than 0 but is 0");
			assertThat(tell(test, 1, "path a x.sock reuse-port"))
				.isEqualTo("IllegalArgumentException: 'options' must not reuse the port of a UNIX-domain socket");
			assertThat(tell(test, 1, "inherited a -1"))
				.isEqualTo("IllegalArgumentException: 'descriptor' must not be negative but is -1");
			assertThat(tell(test, 1, "non-blocking a 127.0.0.1 0"))
				.isEqualTo("IOException: A socket that workers share must stay blocking");
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-shared-handle-bind-privileged-port.js: each worker gets the error, and a port that can be had")
	void anAddressThatNoWorkerCanHave() throws IOException {
		try (TestCluster test = TestCluster.start(2)) {
			for (int worker = 1; worker <= 2; worker++) {
				assertThat(tell(test, worker, "listen a 192.0.2.1 42")).startsWith("BindException: ")
					.contains("/192.0.2.1:42", "EADDRNOTAVAIL");
			}
			int port = open(test, 1, "listen a 127.0.0.1 0");
			assertThat(open(test, 2, "listen a 127.0.0.1 0")).isEqualTo(port);
			awaitAnswersOf(port, "1", "2");
		}
	}

	@Test
	@DisplayName("test/parallel/test-net-listen-handle-in-cluster-2.js: a channel that a worker opens itself is no business of the primary")
	void aListenerOfTheWorkersOwn() throws IOException {
		try (TestCluster test = TestCluster.start(1)) {
			int port = open(test, 1, "listen-alone a");
			assertThat(connect(port)).isEqualTo("1");
			assertThat(test.cluster().snapshot().listeners()).isEmpty();
			assertThat(test.eventsOf(1)).doesNotContain("Listening");
		}
	}

	@Test
	@DisplayName("test/parallel/test-net-reuseport.js: two sockets of one process at the same port, of either protocol")
	void reusePortInOneWorker() throws IOException {
		Ipv6.assume();
		try (TestCluster test = TestCluster.start(1)) {
			for (String host : List.of("127.0.0.1", "::")) {
				int port = open(test, 1, "listen a " + host + " 0 reuse-port");
				assertThat(open(test, 1, "listen b " + host + " " + port + " reuse-port")).isEqualTo(port);
				assertThat(tell(test, 1, "listen c " + host + " " + port + " exclusive")).startsWith("BindException");
				assertThat(connect(port)).isEqualTo("1");
			}
		}
	}

}
