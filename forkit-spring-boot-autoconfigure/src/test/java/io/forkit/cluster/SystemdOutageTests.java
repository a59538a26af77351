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

package io.forkit.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.forkit.cluster.ControlMessage.Listen;
import io.forkit.cluster.ControlMessage.ListenReply;
import io.forkit.cluster.restart.BreakerState;
import io.forkit.cluster.restart.CrashSettings;
import io.forkit.cluster.restart.GiveUp;
import io.forkit.cluster.scheduling.ConnectionDispatcher;
import io.forkit.cluster.scheduling.Scheduling;
import io.forkit.cluster.scheduling.SchedulingSettings;
import io.forkit.cluster.systemd.PassedSocket;
import io.forkit.cluster.systemd.ServiceNotifier;
import io.forkit.posix.Fd;
import io.forkit.posix.FdKind;
import io.forkit.posix.InternetProtocol;
import io.forkit.posix.Sockets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for what becomes of the sockets that systemd has while no worker needs them.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SystemdOutageTests {

	private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

	private static final Duration COOL_DOWN = Duration.ofMinutes(5);

	private static final String STORED = "FDSTORE=1\nFDNAME=";

	private static final String REMOVED = "FDSTOREREMOVE=1\nFDNAME=";

	private final VirtualCluster cluster = new VirtualCluster();

	private NotifySocket systemd;

	private ServiceNotifier notifier;

	/** What systemd has of a unit: it never closes that. */
	private Fd unit;

	private int unitPort;

	@TempDir
	private Path directory;

	@BeforeEach
	void open() throws IOException {
		this.systemd = new NotifySocket();
		this.notifier = new ServiceNotifier(this.systemd.address(), this.cluster.loop::schedule);
		this.unit = Sockets.listen(new InetSocketAddress(LOOPBACK, 0), false, 10);
		this.unitPort = Sockets.localPort(this.unit);
		this.cluster.crashes = new CrashSettings(10, Duration.ofMinutes(10), 4, 3, null, Duration.ofMinutes(10),
				COOL_DOWN, Set.of(), false, GiveUp.KEEP);
	}

	@AfterEach
	void close() {
		this.cluster.sockets.close();
		this.cluster.workers.forEach(FakeWorker::closeFds);
		this.notifier.close();
		this.systemd.close();
		this.unit.close();
	}

	@Test
	void aTrialGetsTheSocketOfTheUnitAgain() throws IOException {
		this.cluster.sockets = new SharedListeners(null, sockets("http", this.unit.duplicate()));
		this.cluster.run(1);
		listen(this.cluster.last(), this.unitPort);
		crashUntilDown();
		assertThat(this.cluster.supervisor().snapshot().listeners()).isEmpty();
		// It waits in the queue.
		Socket client = new Socket(LOOPBACK, this.unitPort);
		this.cluster.loop.advance(COOL_DOWN);
		listen(this.cluster.last(), this.unitPort);
		assertThat(this.systemd.messages()).isEmpty();
		client.close();
	}

	@Test
	void aKeptSocketIsForgottenWithoutWorkersAndATrialOpensItAgain() throws IOException {
		this.cluster.sockets = new SharedListeners(null, sockets());
		this.cluster.run(1);
		int port = freePort();
		listen(this.cluster.last(), port);
		assertThat(this.systemd.messages()).singleElement().asString().startsWith(STORED);
		crashUntilDown();
		assertThat(this.systemd.fds()).as("systemd may need a moment to close it").hasSize(1);
		assertThatIOException().isThrownBy(() -> new Socket(LOOPBACK, port).close());
		assertThat(this.systemd.messages()).singleElement().asString().startsWith(REMOVED);
		this.cluster.loop.advance(COOL_DOWN);
		listen(this.cluster.last(), port);
		new Socket(LOOPBACK, port).close();
		assertThat(this.systemd.messages()).singleElement().asString().startsWith(STORED);
	}

	@Test
	void aSocketThatAnEarlierProcessHasKeptIsForgottenWithoutWorkers() throws IOException {
		SocketRequest request = tcp(this.unitPort);
		String name = SystemdSockets.name(request.key());
		this.cluster.sockets = new SharedListeners(null, sockets(name, this.unit.duplicate()));
		this.cluster.run(1);
		listen(this.cluster.last(), this.unitPort);
		crashUntilDown();
		assertThatIOException().isThrownBy(() -> new Socket(LOOPBACK, this.unitPort).close());
		assertThat(this.systemd.messages()).containsExactly(REMOVED + name);
		this.cluster.loop.advance(COOL_DOWN);
		listen(this.cluster.last(), this.unitPort);
		new Socket(LOOPBACK, this.unitPort).close();
		assertThat(this.systemd.messages()).containsExactly(STORED + name);
	}

	@Test
	void aForkAfterADisconnectGetsTheSocketsAgain() throws IOException {
		this.cluster.sockets = new SharedListeners(null, sockets("http", this.unit.duplicate()));
		this.cluster.run(1);
		int port = freePort();
		listen(this.cluster.last(), this.unitPort);
		listen(this.cluster.last(), port);
		this.cluster.supervisor().disconnect();
		this.cluster.loop.run();
		this.cluster.last().exits(0);
		assertThatIOException().isThrownBy(() -> new Socket(LOOPBACK, port).close());
		this.cluster.supervisor().control().fork(Map.of());
		this.cluster.loop.run();
		listen(this.cluster.last(), this.unitPort);
		listen(this.cluster.last(), port);
	}

	@Test
	void aStopLeavesKeptSocketsWithSystemdAndClosesThoseOfUnits() throws IOException {
		Fd passed = this.unit.duplicate();
		this.cluster.sockets = new SharedListeners(null, sockets("http", passed));
		this.cluster.run(1);
		int port = freePort();
		listen(this.cluster.last(), this.unitPort);
		listen(this.cluster.last(), port);
		this.cluster.supervisor().stop();
		this.cluster.loop.run();
		assertThat(this.systemd.messages()).singleElement().asString().startsWith(STORED);
		new Socket(LOOPBACK, port).close();
		assertThat(passed.isOpen()).isFalse();
	}

	@Test
	void aSocketThatTheLastWorkerHasReleasedCanBeHadAgain() throws IOException {
		SharedListeners listeners = new SharedListeners(null, sockets("http", this.unit.duplicate()));
		SocketRequest other = tcp(freePort());
		for (int i = 0; i < 2; i++) {
			for (SocketRequest request : List.of(tcp(this.unitPort), other)) {
				listeners.open(request, 1).close();
				listeners.release(request, 1);
				assertThat(listeners.infos()).isEmpty();
			}
		}
		assertThat(this.systemd.messages()).extracting((message) -> message.substring(0, 8))
			.containsExactly("FDSTORE=", "FDSTORER", "FDSTORE=", "FDSTORER");
		listeners.close();
	}

	@Test
	void portsWhoseConnectionsAreHandedOverCanBeHadAgain() throws IOException {
		try (ConnectionDispatcher dispatcher = new ConnectionDispatcher(SchedulingSettings.of(Scheduling.ROUND_ROBIN));
				SharedListeners listeners = new SharedListeners(dispatcher, sockets("http", this.unit.duplicate()))) {
			SocketRequest.Tcp other = tcp(freePort());
			for (int i = 0; i < 2; i++) {
				attach(listeners, tcp(this.unitPort), 1);
				attach(listeners, other, 1);
				listeners.abandon();
				assertThat(listeners.infos()).as("the worker lives").hasSize(2);
				listeners.ended(1);
				listeners.abandon();
				assertThat(listeners.infos()).isEmpty();
				assertThatIOException().isThrownBy(() -> new Socket(LOOPBACK, other.port()).close());
				attach(listeners, tcp(this.unitPort), 2);
				attach(listeners, other, 2);
				listeners.release(tcp(this.unitPort), 2);
				listeners.release(other, 2);
			}
		}
	}

	@Test
	void whatAProcessStillHasStaysOpen() throws IOException {
		try (SharedListeners listeners = new SharedListeners(null, sockets())) {
			SocketRequest.Tcp request = tcp(freePort());
			Fd standby = listeners.open(request, 1);
			listeners.abandon();
			new Socket(LOOPBACK, request.port()).close();
			listeners.open(request, 2).close();
			standby.close();
		}
	}

	@Test
	void aSocketThatCannotBePassedOnIsNotLost() throws IOException {
		Path path = this.directory.resolve("app.sock");
		SocketRequest request = new SocketRequest.Unix(path.toString(), 10, null);
		Fd kept = Sockets.bindUnix(path);
		Sockets.listen(kept, 10);
		SystemdSockets sockets = sockets(SystemdSockets.name(request.key()), kept);
		try (SharedListeners poor = new SharedListeners(null, new Poor(sockets));
				SharedListeners listeners = new SharedListeners(null, sockets)) {
			assertThatIOException().isThrownBy(() -> poor.open(request, 1));
			assertThat(Files.exists(path)).isTrue();
			listeners.open(request, 1).close();
			assertThat(this.systemd.messages()).isEmpty();
		}
	}

	@Test
	void aSocketThatIsKeptButCannotBePassedOnIsForgotten() throws IOException {
		Path path = this.directory.resolve("app.sock");
		SocketRequest request = new SocketRequest.Unix(path.toString(), 10, null);
		SystemdSockets sockets = sockets();
		try (SharedListeners poor = new SharedListeners(null, new Poor(sockets))) {
			assertThatIOException().isThrownBy(() -> poor.open(request, 1));
			assertThat(this.systemd.messages()).hasSize(2).last().asString().startsWith(REMOVED);
			assertThat(Files.exists(path)).isFalse();
		}
	}

	@Test
	void aSocketWhoseConnectionsCannotBeHandedOverIsNotLost() throws IOException {
		SystemdSockets sockets = sockets("http", this.unit.duplicate());
		try (ConnectionDispatcher dispatcher = new ConnectionDispatcher(SchedulingSettings.of(Scheduling.ROUND_ROBIN));
				SharedListeners poor = new SharedListeners(dispatcher, new Poor(sockets));
				SharedListeners listeners = new SharedListeners(dispatcher, sockets)) {
			assertThatIOException().isThrownBy(() -> poor.attach(tcp(this.unitPort), 0, 1));
			attach(listeners, tcp(this.unitPort), 1);
		}
	}

	private void crashUntilDown() {
		for (int i = 0; i < 5; i++) {
			this.cluster.loop.advance(Duration.ofSeconds(20));
			this.cluster.last().isKilled();
		}
		this.cluster.loop.run();
		assertThat(this.cluster.supervisor().snapshot().breakers()).singleElement()
			.satisfies((breaker) -> assertThat(breaker.state()).isEqualTo(BreakerState.OPEN));
	}

	private static void attach(SharedListeners listeners, SocketRequest request, int worker) throws IOException {
		Fd connections = listeners.attach(request, 0, worker).reply().socket();
		assertThat(connections).isNotNull();
		connections.close();
	}

	private static void listen(FakeWorker worker, int port) throws IOException {
		worker.asks(new Listen(tcp(port), true));
		List<ListenReply> replies = worker.received(ListenReply.class);
		ListenReply reply = replies.get(replies.size() - 1);
		assertThat(reply.socket()).as(reply.error()).isNotNull();
		reply.socket().close();
	}

	private static SocketRequest.Tcp tcp(int port) {
		return new SocketRequest.Tcp(LOOPBACK, port, 0, InternetProtocol.ANY, 10);
	}

	private static int freePort() throws IOException {
		try (Fd socket = Sockets.listen(new InetSocketAddress(LOOPBACK, 0), false, 1)) {
			return Sockets.localPort(socket);
		}
	}

	private SystemdSockets sockets() {
		return new SystemdSockets(List.of(), this.notifier);
	}

	private SystemdSockets sockets(String name, Fd fd) throws IOException {
		return new SystemdSockets(List.of(new PassedSocket(3, name, fd, FdKind.of(fd), Sockets.address(fd))),
				this.notifier);
	}

	/**
	 * Leaves no descriptor for the worker.
	 *
	 * @param sockets the sockets
	 */
	private record Poor(SystemdSockets sockets) implements SocketKeeper {

		@Override
		public @Nullable SharedSocket take(SocketRequest request) throws IOException {
			SharedSocket taken = this.sockets.take(request);
			if (taken != null) {
				taken.socket().close();
			}
			return taken;
		}

		@Override
		public boolean keep(SocketRequest key, Fd socket) {
			boolean kept = this.sockets.keep(key, socket);
			socket.close();
			return kept;
		}

		@Override
		public boolean putBack(SocketRequest key, Fd socket) {
			return this.sockets.putBack(key, socket);
		}

		@Override
		public void forget(SocketRequest key, Fd socket) {
			this.sockets.forget(key, socket);
		}

		@Override
		public void close() {
		}

	}

}
