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
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.forkit.cluster.ClusterSetupEvent;
import io.forkit.cluster.ListenerInfo;
import io.forkit.cluster.ListenerType;
import io.forkit.cluster.Worker;
import io.forkit.cluster.WorkerEvent;
import io.forkit.cluster.WorkerState;
import io.forkit.ipc.ProcessChannel;
import io.forkit.ipc.RemoteFailureException;
import io.forkit.posix.Signal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What Node's tests of {@code cluster} say about its API and its messages.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class NodeClusterTests {

	@Test
	@DisplayName("test/parallel/test-cluster-basic.js: fork, online, listening and exit come once each, in this order")
	void lifeOfAWorker() {
		try (TestCluster test = TestCluster.start(1)) {
			Worker worker = test.worker(1);
			assertThat(worker.id()).isEqualTo(1);
			assertThat(worker.state()).isEqualTo(WorkerState.READY);
			int port = test.ask(worker, "listen:0", Integer.class);
			TestCluster.await(() -> test.eventsOf(1).contains("Listening"));
			worker.disconnect().onExit().join();
			assertThat(test.eventsOf(1)).containsExactly("Forked", "Online", "Listening", "Disconnected", "Exited");
			assertThat(test.events()).first().isInstanceOf(ClusterSetupEvent.class);
			assertThat(worker.exitStatus().code()).isEqualTo(0);
			assertThat(worker.state()).isEqualTo(WorkerState.EXITED);
			assertThat(port).isPositive();
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-listening-port.js: listening tells the real port")
	void listeningTellsThePort() {
		try (TestCluster test = TestCluster.start(1)) {
			List<WorkerEvent.Listening> heard = Collections.synchronizedList(new ArrayList<>());
			test.worker(1).on(WorkerEvent.Listening.class, heard::add);
			int port = test.ask(test.worker(1), "listen:0", Integer.class);
			TestCluster.await(() -> heard.size() == 1);
			assertThat(heard.get(0).getListener()).isEqualTo(new ListenerInfo("127.0.0.1", port));
			assertThat(heard.get(0).getListener().type()).isEqualTo(ListenerType.TCP4);
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-message.js: messages of a worker reach the listeners of the worker and of the cluster")
	void messagesReachBoth() {
		try (TestCluster test = TestCluster.start(1)) {
			TestCluster.await(() -> test.messagesOf(1).contains("up"));
			List<String> heard = Collections.synchronizedList(new ArrayList<>());
			test.worker(1).onMessage(String.class, (text) -> heard.add("worker " + text));
			test.cluster().onMessage(String.class, (worker, text) -> heard.add("cluster " + worker.id() + " " + text));
			test.worker(1).send("say:hello");
			TestCluster.await(() -> heard.size() == 2);
			assertThat(heard).containsExactlyInAnyOrder("worker hello", "cluster 1 hello");
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-worker-init.js: a worker receives the messages of the primary, and of its own are answered")
	void requestsInBothDirections() {
		try (TestCluster test = TestCluster.start(1)) {
			assertThat(test.ask(test.worker(1), "hello", String.class)).isEqualTo("hello");
			test.cluster().onRequest(String.class, (worker, text) -> text + " from " + worker.id());
			assertThat(test.ask(test.worker(1), "ask:greetings", String.class)).isEqualTo("greetings from 1");
			assertThat(test.ask(test.worker(1), "cluster", Integer.class)).isEqualTo(1);
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-advanced-serialization.js: values of all kinds come back as they are, but no circles")
	void kindsOfValues() {
		Map<String, Object> values = Map.of("bytes", new byte[] { 1, 2, 3 }, "number", BigInteger.ONE.shiftLeft(200),
				"list", List.of(1, 2L, 3.5, true, "\u00e4"));
		Map<String, Object> circle = new HashMap<>();
		circle.put("self", circle);
		try (TestCluster test = TestCluster.start(1)) {
			Worker worker = test.worker(1);
			assertThatIllegalArgumentException().isThrownBy(() -> worker.send(circle));
			Map<?, ?> answer = worker.request(values, Map.class).timeout(Duration.ofSeconds(20)).join();
			assertThat(answer.get("bytes")).isEqualTo(new byte[] { 1, 2, 3 });
			assertThat(answer.get("number")).isEqualTo(values.get("number"));
			assertThat(answer.get("list")).isEqualTo(values.get("list"));
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-disconnect-race.js: one that listens and one that is just online end together")
	void disconnectOfTwo() {
		try (TestCluster test = TestCluster.start(2)) {
			test.ask(test.worker(1), "listen:0", Integer.class);
			TestCluster.await(() -> test.eventsOf(1).contains("Listening"));
			Worker first = test.worker(1).disconnect();
			Worker second = test.worker(2).disconnect();
			assertThat(first.onExit().join().code()).isZero();
			assertThat(second.onExit().join().code()).isZero();
			assertThat(test.eventsOf(2)).containsExactly("Forked", "Online", "Disconnected", "Exited");
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-worker-no-exit.js: connections of a worker to others do not keep it")
	void connectionsToOthersKeepNobody() throws IOException {
		try (TestCluster test = TestCluster.start(1);
				ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Worker worker = test.worker(1);
			assertThat(test.ask(worker, "socket connect a " + other.getLocalPort(), String.class))
				.isEqualTo("connected");
			try (Socket connection = other.accept()) {
				assertThat(worker.disconnect().onExit().join().code()).isZero();
				assertThat(connection.getInputStream().read()).isEqualTo(-1);
			}
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-worker-events.js: messages that nobody listens for are events; requests among them fail")
	void messagesAreEvents() {
		try (TestCluster test = TestCluster.start(1)) {
			test.worker(1).send("say:anyone?");
			TestCluster.await(() -> test.messagesOf(1).contains("anyone?"));
			assertThatExceptionOfType(CompletionException.class)
				.isThrownBy(() -> test.ask(test.worker(1), "ask:anyone?", String.class))
				.withCauseInstanceOf(RemoteFailureException.class)
				.withMessageContaining("Nobody in the primary listens for messages of type java.lang.String");
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-worker-disconnect.js: the worker ends with a code of its own, disconnect before exit")
	void disconnectLetsTheWorkerChooseItsCode() {
		try (TestCluster test = TestCluster.start(1)) {
			Worker worker = test.worker(1);
			List<Boolean> connected = Collections.synchronizedList(new ArrayList<>());
			worker.on(WorkerEvent.Disconnected.class, (event) -> connected.add(event.getWorker().isConnected()));
			worker.on(WorkerEvent.Disconnected.class,
					(event) -> connected.add(event.getWorker().exitedAfterDisconnect()));
			test.ask(worker, "exit-on-disconnect:42", String.class);
			assertThat(worker.disconnect()).isSameAs(worker);
			assertThat(worker.onExit().join().code()).isEqualTo(42);
			assertThat(connected).containsExactly(false, true);
			assertThat(test.eventsOf(1)).containsExactly("Forked", "Online", "Disconnected", "Exited");
			assertThat(test.cluster().workers()).isEmpty();
			assertThat(ProcessHandle.of(worker.pid())).isEmpty();
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-worker-exit.js: an exit of its own is told once, and was not voluntary")
	void exitWithACode() {
		try (TestCluster test = TestCluster.start(1)) {
			Worker worker = test.worker(1);
			worker.send("exit:42");
			assertThat(worker.onExit().join().code()).isEqualTo(42);
			assertThat(worker.exitStatus().signal()).isNull();
			assertThat(worker.exitedAfterDisconnect()).isFalse();
			assertThat(test.eventsOf(1)).containsExactly("Forked", "Online", "Disconnected", "Exited");
			TestCluster.await(() -> test.cluster().worker(2).isPresent());
			assertThat(test.worker(2).slot()).isZero();
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-worker-kill-signal.js: a signal is told as one")
	void killedBySignal() {
		try (TestCluster test = TestCluster.start(1)) {
			Worker worker = test.worker(1);
			assertThat(worker.kill(Signal.SIGKILL)).isTrue();
			assertThat(worker.onExit().join().signal()).isEqualTo(Signal.SIGKILL);
			assertThat(worker.exitStatus().code()).isNull();
			assertThat(worker.exitedAfterDisconnect()).isFalse();
			assertThat(worker.kill()).isFalse();
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-kill-infinite-loop.js: SIGTERM ends a worker in an endless loop")
	void killEndsALoop() {
		try (TestCluster test = TestCluster.start(1)) {
			Worker worker = test.worker(1);
			worker.send("loop");
			worker.kill();
			// A JVM turns the signal into an exit.
			assertThat(worker.onExit().join().code()).isEqualTo(143);
			assertThat(worker.exitedAfterDisconnect()).isFalse();
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-kill-disconnect.js: disconnect and kill in a worker are voluntary")
	void disconnectAndKillInAWorkerAreVoluntary() {
		try (TestCluster test = TestCluster.start(1)) {
			Worker worker = test.worker(1);
			worker.send("disconnect-and-kill");
			assertThat(worker.onExit().join().code()).isEqualTo(0);
			assertThat(worker.exitedAfterDisconnect()).isTrue();
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-worker-destroy.js: kill in a worker ends it with code 0")
	void killInAWorker() {
		try (TestCluster test = TestCluster.start(1)) {
			Worker worker = test.worker(1);
			worker.send("kill");
			assertThat(worker.onExit().join().code()).isEqualTo(0);
			assertThat(worker.exitedAfterDisconnect()).isTrue();
			assertThat(test.eventsOf(1)).containsExactly("Forked", "Online", "Disconnected", "Exited");
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-disconnect-exitedAfterDisconnect-race.js: a disconnect in a worker is known to the primary before the channel is closed")
	void disconnectInAWorkerIsKnownFirst() {
		try (TestCluster test = TestCluster.start(1)) {
			Worker worker = test.worker(1);
			CompletableFuture<Boolean> voluntary = new CompletableFuture<>();
			worker.on(WorkerEvent.Disconnected.class, (event) -> voluntary.complete(worker.exitedAfterDisconnect()));
			worker.send("disconnect");
			assertThat(voluntary.join()).isTrue();
			assertThat(worker.onExit().join().code()).isEqualTo(0);
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-worker-forced-exit.js: a worker that loses its channel ends")
	void lossOfTheChannelEndsTheWorker() {
		try (TestCluster test = TestCluster.start(1)) {
			Worker worker = test.worker(1);
			worker.channel().disconnect();
			assertThat(worker.onExit().join().code()).isEqualTo(0);
			assertThat(worker.exitedAfterDisconnect()).isFalse();
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-process-disconnect.js: a worker that closes its channel ends")
	void aWorkerThatClosesItsChannelEnds() {
		try (TestCluster test = TestCluster.start(1)) {
			Worker worker = test.worker(1);
			worker.send("lose-channel");
			assertThat(worker.onExit().join().code()).isEqualTo(0);
			assertThat(test.eventsOf(1)).endsWith("Disconnected", "Exited");
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-worker-isconnected.js: connected after fork and in the worker, not in a handler of disconnect")
	void isConnected() {
		try (TestCluster test = TestCluster.start(1)) {
			Worker worker = test.cluster().fork();
			assertThat(worker.isConnected()).isTrue();
			assertThat(test.ask(test.worker(1), "self", List.class)).isEqualTo(List.of(1, 0, true, false));
			CompletableFuture<Boolean> connected = new CompletableFuture<>();
			worker.on(WorkerEvent.Disconnected.class, (event) -> connected.complete(worker.isConnected()));
			worker.disconnect();
			assertThat(connected.join()).isFalse();
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-worker-isdead.js: dead in a handler of exit, not before")
	void isDead() {
		try (TestCluster test = TestCluster.start(1)) {
			Worker worker = test.worker(1);
			assertThat(worker.isDead()).isFalse();
			CompletableFuture<Boolean> dead = new CompletableFuture<>();
			worker.on(WorkerEvent.Exited.class, (event) -> dead.complete(worker.isDead()));
			worker.disconnect();
			assertThat(dead.join()).isTrue();
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-disconnect-with-no-workers.js: to disconnect no workers is done at once")
	void disconnectWithoutWorkers() throws Exception {
		try (TestCluster test = TestCluster.start(1)) {
			test.cluster().disconnect().get(30, TimeUnit.SECONDS);
			assertThat(test.cluster().workers()).isEmpty();
			test.cluster().disconnect().get(30, TimeUnit.SECONDS);
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-disconnect-idle-worker.js: disconnect is done when all workers are gone, not the first")
	void disconnectWaitsForAll() throws Exception {
		try (TestCluster test = TestCluster.start(2)) {
			Worker first = test.worker(1);
			Worker second = test.worker(2);
			test.cluster().disconnect().get(30, TimeUnit.SECONDS);
			assertThat(first.isDead()).isTrue();
			assertThat(second.isDead()).isTrue();
			assertThat(test.cluster().workers()).isEmpty();
			assertThat(test.eventsOf(1)).endsWith("Disconnected", "Exited");
			assertThat(test.eventsOf(2)).endsWith("Disconnected", "Exited");
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-disconnect.js: after a disconnect the cluster can fork and listen again")
	void disconnectAndForkAgain() throws Exception {
		try (TestCluster test = TestCluster.start(1)) {
			int port = test.ask(test.worker(1), "listen:0", Integer.class);
			test.cluster().disconnect().get(30, TimeUnit.SECONDS);
			Worker again = test.cluster().fork();
			assertThat(again.id()).isEqualTo(2);
			assertThat(again.slot()).isZero();
			assertThat(test.ask(again, "listen:" + port, Integer.class)).isEqualTo(port);
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-disconnect-before-exit.js: disconnect of the cluster in a handler of disconnect does no harm")
	void disconnectInAHandler() {
		try (TestCluster test = TestCluster.start(1)) {
			Worker worker = test.worker(1);
			worker.on(WorkerEvent.Disconnected.class, (event) -> test.cluster().disconnect());
			worker.disconnect();
			assertThat(worker.onExit().join().code()).isEqualTo(0);
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-disconnect-leak.js: a worker that is disconnected right after fork ends with both events")
	void disconnectRightAfterFork() {
		try (TestCluster test = TestCluster.start(1)) {
			Worker worker = test.cluster().fork();
			worker.disconnect().onExit().join();
			assertThat(test.eventsOf(worker.id())).startsWith("Forked").endsWith("Disconnected", "Exited");
			assertThat(worker.exitedAfterDisconnect()).isTrue();
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-concurrent-disconnect.js: many disconnects at once end every worker once")
	void manyDisconnects() throws Exception {
		try (TestCluster test = TestCluster.start(2)) {
			List<Worker> workers = test.cluster().workers();
			List<CompletableFuture<Void>> all = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				all.add(CompletableFuture.runAsync(() -> {
					workers.forEach(Worker::disconnect);
					test.cluster().disconnect();
				}));
			}
			all.forEach(CompletableFuture::join);
			test.cluster().disconnect().get(30, TimeUnit.SECONDS);
			for (Worker worker : workers) {
				assertThat(worker.exitStatus().code()).isEqualTo(0);
				assertThat(test.eventsOf(worker.id())).containsExactly("Forked", "Online", "Disconnected", "Exited");
			}
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-invalid-message.js: a forged internal message does no harm")
	void forgedInternalMessage() {
		try (TestCluster test = TestCluster.start(1)) {
			((ProcessChannel) test.worker(1).channel()).internal().send(Map.of("cmd", "NODE_CLUSTER", "ack", -1));
			assertThat(test.ask(test.worker(1), "alive", String.class)).isEqualTo("alive");
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-setup-primary.js: arguments, flags and variables reach every worker, and setup tells them")
	void programOfTheWorkers() {
		try (TestCluster test = TestCluster.start(2, List.of("custom", "arguments"), Map.of("FLAVOUR", "vanilla"))) {
			for (Worker worker : test.cluster().workers()) {
				assertThat(test.ask(worker, "args", List.class)).isEqualTo(List.of("custom", "arguments"));
				assertThat(test.ask(worker, "env:FLAVOUR", String.class)).isEqualTo("vanilla");
				assertThat(test.ask(worker, "property:forkit.test", String.class)).isEqualTo("yes");
			}
			assertThat(test.events()).filteredOn(ClusterSetupEvent.class::isInstance)
				.singleElement()
				.extracting((event) -> ((ClusterSetupEvent) event).getSettings())
				.isEqualTo(test.cluster().settings());
		}
	}

	@Test
	@DisplayName("doc/api/cluster.md: fork(env) adds variables for one worker")
	void forkWithVariables() {
		try (TestCluster test = TestCluster.start(1)) {
			Worker worker = test.cluster().fork(Map.of("FLAVOUR", "chocolate"));
			assertThat(worker.slot()).isEqualTo(1);
			assertThat(test.ask(worker, "env:FLAVOUR", String.class)).isEqualTo("chocolate");
			assertThatIllegalArgumentException().isThrownBy(() -> test.cluster().fork(Map.of("FORKIT_WORKER_ID", "7")))
				.withMessage("'environment' must not have 'FORKIT_WORKER_ID', by which a worker finds its primary");
			assertThat(test.cluster().request("hi", String.class)).hasSize(2)
				.allSatisfy((asked, answer) -> assertThat(answer.join()).isEqualTo("hi"));
		}
	}

}
