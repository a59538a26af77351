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
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.forkit.cluster.ListenerInfo;
import io.forkit.cluster.ListenerType;
import io.forkit.cluster.testing.Ipv6;
import io.forkit.posix.Fd;
import io.forkit.posix.InternetProtocol;
import io.forkit.posix.Sockets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Node's tests of {@code cluster} and {@code dgram} say about UDP sockets that
 * workers open.
 */
class NodeDatagramTests extends AbstractListenTests {

	@Test
	@DisplayName("test/parallel/test-dgram-cluster-bind-error.js: an address that cannot be had is a BindException of the worker")
	void anAddressForDatagramsThatCannotBeHad() {
		try (TestCluster test = TestCluster.start(1)) {
			assertThat(tell(test, 1, "bind a 192.0.2.1 8080")).startsWith("BindException: ").contains("EADDRNOTAVAIL");
			assertThat(test.cluster().snapshot().listeners()).isEmpty();
			assertThat(open(test, 1, "bind a 127.0.0.1 0")).isPositive();
		}
	}

	@Test
	@DisplayName("test/parallel/test-dgram-cluster-close-during-bind.js: what nobody waits for any more is closed when it comes")
	void datagramsGivenUpBeforeTheReply() throws IOException {
		try (TestCluster test = TestCluster.start(1)) {
			// With the first channel the JDK opens a socket of its own, for closing.
			open(test, 1, "bind first 127.0.0.1 0");
			tell(test, 1, "close first");
			long before = sockets(test.worker(1).pid());
			for (int i = 0; i < 10; i++) {
				assertThat(tell(test, 1, "interrupted a 127.0.0.1 0 datagrams")).isIn(INTERRUPTED, "answered at once");
			}
			TestCluster.await(() -> sockets(test.worker(1).pid()) <= before);
			assertThat(exchange(open(test, 1, "bind a 127.0.0.1 0"))).isEqualTo("1");
			awaitListeners(test, 1);
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-dgram-1.js: four workers share a UDP socket")
	void sharedDatagrams() throws IOException {
		try (TestCluster test = TestCluster.start(4)) {
			int port = open(test, 1, "bind a 127.0.0.1 0");
			for (int worker = 2; worker <= 4; worker++) {
				assertThat(open(test, worker, "bind a 127.0.0.1 0")).isEqualTo(port);
			}
			assertThatAllReceive(test, port);
			TestCluster.await(() -> test.eventsOf(4).contains("Listening"));
			assertThat(listening(test, 4)).containsExactly(new ListenerInfo(ListenerType.UDP4, "127.0.0.1", port));
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-dgram-2.js: workers send through the shared socket")
	void datagramsToThePrimary() throws Exception {
		try (TestCluster test = TestCluster.start(4); DatagramSocket primary = new DatagramSocket(0, LOOPBACK)) {
			primary.setSoTimeout(20_000);
			for (int worker = 1; worker <= 4; worker++) {
				open(test, worker, "bind a 127.0.0.1 0");
				for (int i = 0; i < 10; i++) {
					tell(test, worker, "send a " + primary.getLocalPort());
				}
			}
			for (int i = 0; i < 40; i++) {
				primary.receive(new DatagramPacket(new byte[10], 10));
			}
			test.cluster().disconnect().get(30, TimeUnit.SECONDS);
			assertThat(test.cluster().snapshot().listeners()).isEmpty();
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-dgram-bind-fd.js: four workers share a UDP socket that the primary has inherited")
	void inheritedDatagrams() throws IOException {
		try (TestCluster test = TestCluster.start(4)) {
			int port;
			try (Fd inherited = Sockets.bindDatagram(new InetSocketAddress(LOOPBACK, 0), InternetProtocol.IPV4,
					false)) {
				port = Sockets.localPort(inherited);
				for (int worker = 1; worker <= 4; worker++) {
					assertThat(open(test, worker, "bind-inherited a " + number(inherited))).isEqualTo(port);
				}
			}
			assertThatAllReceive(test, port);
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-dgram-ipv6only.js: '::' for IPv6 only and '0.0.0.0' at the same port")
	void datagramsOfBothProtocols() throws IOException {
		Ipv6.assume();
		try (TestCluster test = TestCluster.start(1)) {
			int port = open(test, 1, "bind a :: 0 ipv6");
			assertThat(open(test, 1, "bind b 0.0.0.0 " + port + " ipv4")).isEqualTo(port);
			assertThat(test.cluster().snapshot().listeners()).extracting(ListenerInfo::type)
				.containsExactly(ListenerType.UDP6, ListenerType.UDP4);
			exchange(port);
			assertThat(tell(test, 1, "received b")).isEqualTo("1");
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-dgram-reuse.js: two sockets of a worker at the same port")
	void datagramsTwice() throws IOException {
		try (TestCluster test = TestCluster.start(1)) {
			int port = open(test, 1, "bind a 127.0.0.1 0");
			assertThat(open(test, 1, "bind b 127.0.0.1 " + port)).isEqualTo(port);
			assertThat(exchange(port)).isEqualTo("1");
		}
	}

	@Test
	@DisplayName("test/known_issues/test-dgram-bind-shared-ports-after-port-0.js: the port that another worker was given for port 0")
	void datagramsAtAPortThatWasGiven() throws IOException {
		try (TestCluster test = TestCluster.start(2)) {
			int port = open(test, 1, "bind a 127.0.0.1 0");
			assertThat(open(test, 2, "bind a 127.0.0.1 " + port)).isEqualTo(port);
			assertThat(test.cluster().snapshot().listeners()).hasSize(1);
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-dgram-reuseport.js: with reusePort workers bind by themselves, and more than once")
	void datagramsWithReusePort() throws IOException {
		try (TestCluster test = TestCluster.start(2)) {
			int port = open(test, 1, "bind a 127.0.0.1 0 reuse-port");
			assertThat(open(test, 1, "bind b 127.0.0.1 " + port + " reuse-port")).isEqualTo(port);
			assertThat(open(test, 2, "bind a 127.0.0.1 " + port + " reuse-port")).isEqualTo(port);
			assertThat(exchange(port)).isIn("1", "2");
			assertThat(test.cluster().snapshot().listeners()).isEmpty();
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-child-index-dgram.js: UDP sockets at port 0, bound and closed again and again")
	void indexesOfDatagrams() throws IOException {
		try (TestCluster test = TestCluster.start(1)) {
			for (int i = 0; i < 3; i++) {
				assertThat(open(test, 1, "bind a 127.0.0.1 0")).isNotEqualTo(open(test, 1, "bind b 127.0.0.1 0"));
				tell(test, 1, "close a");
				tell(test, 1, "close b");
			}
			open(test, 1, "bind a 127.0.0.1 0");
			awaitListeners(test, 1);
		}
	}

	@Test
	@DisplayName("test/parallel/test-dgram-cluster-close-in-listening.js: closed as soon as it is open")
	void datagramsClosedAtOnce() {
		try (TestCluster test = TestCluster.start(3)) {
			for (int worker = 1; worker <= 3; worker++) {
				open(test, worker, "bind a 127.0.0.1 0");
				assertThat(tell(test, worker, "close a")).isEqualTo("closed");
			}
			test.cluster().workers().forEach((worker) -> {
				assertThat(worker.disconnect().onExit().join().code()).isZero();
			});
		}
	}

	@Test
	@DisplayName("test/sequential/test-dgram-bind-shared-ports.js: an exclusive UDP socket does not get a port that is shared")
	void exclusiveDatagramsAtASharedPort() throws IOException {
		try (TestCluster test = TestCluster.start(2)) {
			int port = open(test, 1, "bind a 127.0.0.1 0");
			assertThat(open(test, 2, "bind a 127.0.0.1 " + port)).isEqualTo(port);
			assertThat(tell(test, 2, "bind b 127.0.0.1 " + port + " exclusive"))
				.isEqualTo("BindException: Address already in use: /127.0.0.1:" + port);
			assertThat(open(test, 2, "bind b 127.0.0.1 0 exclusive"))
				.isNotEqualTo(open(test, 1, "bind b 127.0.0.1 0 exclusive"));
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-disconnect-unshared-udp.js: the end of a worker without sockets leaves those of others")
	void disconnectOfAWorkerWithoutSockets() throws IOException {
		try (TestCluster test = TestCluster.start(2)) {
			int port = open(test, 1, "bind a 127.0.0.1 0");
			test.worker(2).disconnect().onExit().join();
			assertThat(exchange(port)).isEqualTo("1");
		}
	}

	@Test
	@DisplayName("test/parallel/test-dgram-bind-fd.js: a descriptor is bound as it is, of either protocol")
	void inheritedOfBothProtocols() throws IOException {
		Ipv6.assume();
		try (TestCluster test = TestCluster.start(1);
				Fd first = Sockets.bindDatagram(new InetSocketAddress(LOOPBACK, 0), InternetProtocol.IPV4, false);
				Fd second = Sockets.bindDatagram(new InetSocketAddress(InetAddress.getByName("::1"), 0),
						InternetProtocol.IPV6, false)) {
			assertThat(open(test, 1, "bind-inherited a " + number(first))).isEqualTo(Sockets.localPort(first));
			assertThat(open(test, 1, "bind-inherited b " + number(second))).isEqualTo(Sockets.localPort(second));
			assertThat(exchange(LOOPBACK, Sockets.localPort(first))).isEqualTo("1");
			assertThat(exchange(InetAddress.getByName("::1"), Sockets.localPort(second))).isEqualTo("1");
			assertThat(tell(test, 1, "bind-inherited c 0")).matches(".* is .*, not a UDP socket");
		}
	}

	@Test
	@DisplayName("test/parallel/test-dgram-bind-socket-close-before-cluster-reply.js: an error that nobody waits for any more reaches nobody")
	void givenUpBeforeTheError() throws IOException {
		try (TestCluster test = TestCluster.start(1)) {
			for (int i = 0; i < 10; i++) {
				assertThat(tell(test, 1, "interrupted a 192.0.2.1 8080 datagrams")).satisfiesAnyOf(
						(answer) -> assertThat(answer).isEqualTo(INTERRUPTED),
						(answer) -> assertThat(answer).startsWith("BindException: ").contains("EADDRNOTAVAIL"));
			}
			assertThat(exchange(open(test, 1, "bind a 127.0.0.1 0"))).isEqualTo("1");
			awaitListeners(test, 1);
		}
	}

	@Test
	@DisplayName("test/parallel/test-dgram-exclusive-implicit-bind.js: a socket that a worker does not ask for is its own")
	void socketsOfTheWorkersOwn() throws IOException {
		try (TestCluster test = TestCluster.start(4); DatagramSocket primary = new DatagramSocket(0, LOOPBACK)) {
			primary.setSoTimeout(20_000);
			Set<Integer> ports = new TreeSet<>();
			for (int worker = 1; worker <= 4; worker++) {
				if (worker <= 2) {
					open(test, worker, "bind a 127.0.0.1 0");
				}
				else {
					open(test, worker, "bind-alone a");
				}
				tell(test, worker, "send a " + primary.getLocalPort());
				DatagramPacket packet = new DatagramPacket(new byte[10], 10);
				primary.receive(packet);
				ports.add(packet.getPort());
			}
			assertThat(ports).hasSize(3);
			assertThat(test.cluster().snapshot().listeners()).hasSize(1);
		}
	}

	@Test
	@DisplayName("test/parallel/test-dgram-reuseport.js: two sockets of one process at the same port")
	void reusePortInOneWorker() throws IOException {
		try (TestCluster test = TestCluster.start(1)) {
			int port = open(test, 1, "bind a 127.0.0.1 0 reuse-port");
			assertThat(open(test, 1, "bind b 127.0.0.1 " + port + " reuse-port")).isEqualTo(port);
			assertThat(tell(test, 1, "bind c 127.0.0.1 " + port + " exclusive")).startsWith("BindException");
			assertThat(exchange(port)).isEqualTo("1");
		}
	}

	/**
	 * One after the other, so that the system wakes them in turn, and on until each has
	 * had one: on a busy machine a worker may be back before the next one wakes.
	 */
	private static void assertThatAllReceive(TestCluster test, int port) {
		AtomicInteger exchanged = new AtomicInteger();
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			for (int i = 0; i < 40; i++) {
				exchange(port);
				exchanged.incrementAndGet();
			}
			List<Integer> received = Stream.of(1, 2, 3, 4)
				.map((worker) -> Integer.valueOf(tell(test, worker, "received a")))
				.toList();
			assertThat(received).allSatisfy((number) -> assertThat(number).isPositive());
			assertThat(received.stream().mapToInt(Integer::intValue).sum()).isGreaterThanOrEqualTo(exchanged.get());
		});
	}

}
