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
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.forkit.cluster.ListenerInfo;
import io.forkit.cluster.Worker;
import io.forkit.cluster.web.NettySharing;
import io.forkit.posix.Signal;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link NettySharing}: a server that an application has built itself.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class NettySharingTests {

	@Test
	void workersAreServedInTurnAndTheSocketStaysBlocking() throws IOException {
		try (TestCluster test = TestCluster.start(2)) {
			int port = start(test, 1, 0);
			assertThat(start(test, 2, 0)).isEqualTo(port);
			assertThat(test.cluster().snapshot().listeners()).extracting(ListenerInfo::port).containsExactly(port);
			TestCluster.await(() -> test.eventsOf(2).contains("Listening"));
			for (int i = 0; i < 40; i++) {
				assertThat(echo(port)).isTrue();
				// The one that has accepted stands in the queue again, most likely.
				assertThat(served(test, 1) + served(test, 2)).isEqualTo(i + 1);
			}
			assertThat(List.of(served(test, 1), served(test, 2))).allSatisfy((served) -> {
				assertThat(served).isBetween(10, 30);
			});
			for (Worker worker : test.cluster().workers()) {
				assertThat(nonBlockingListeners(worker.pid())).isZero();
			}
		}
	}

	@Test
	void noConnectionIsRefusedWhileAWorkerIsReplaced() throws IOException {
		try (TestCluster test = TestCluster.start(1)) {
			int port = start(test, 1, 0);
			assertThat(echo(port)).isTrue();
			Worker killed = test.worker(1);
			killed.kill(Signal.SIGKILL);
			killed.onExit().join();
			try (Socket waiting = new Socket(InetAddress.getLoopbackAddress(), port)) {
				TestCluster.await(() -> test.cluster().worker(2).isPresent());
				assertThat(start(test, 2, 0)).isEqualTo(port);
				assertThat(echo(waiting)).isTrue();
			}
		}
	}

	@Test
	void aServerThatIsStoppedLeavesTheConnectionsToTheOthers() throws IOException {
		try (TestCluster test = TestCluster.start(2)) {
			int port = start(test, 1, 0);
			start(test, 2, 0);
			test.ask(test.worker(1), "socket netty-stop a", String.class);
			for (int i = 0; i < 10; i++) {
				assertThat(echo(port)).isTrue();
			}
			assertThat(served(test, 2)).isEqualTo(10);
		}
	}

	@Test
	void aServerOfGrpcIsSharedAndLosesNoCallWhileAWorkerIsReplaced() {
		try (TestCluster test = TestCluster.start(2)) {
			int port = startGreeter(test, 1);
			assertThat(startGreeter(test, 2)).isEqualTo(port);
			assertThat(test.cluster().snapshot().listeners()).extracting(ListenerInfo::port).containsExactly(port);
			TestCluster.await(() -> test.eventsOf(2).contains("Listening"));
			List<String> answers = IntStream.range(0, 20).mapToObj((i) -> greet(port)).toList();
			assertThat(answers).contains("Hello you from worker 1", "Hello you from worker 2");
			test.worker(1).kill(Signal.SIGKILL);
			// Until then it may accept, and what it has accepted ends with it.
			TestCluster.await(() -> test.eventsOf(1).contains("Exited"));
			for (int i = 0; i < 20; i++) {
				assertThat(greet(port)).isEqualTo("Hello you from worker 2");
			}
			TestCluster.await(() -> test.cluster().worker(3).isPresent());
			assertThat(startGreeter(test, 3)).isEqualTo(port);
			test.ask(test.worker(2), "socket netty-stop a", String.class);
			assertThat(greet(port)).isEqualTo("Hello you from worker 3");
		}
	}

	private static int startGreeter(TestCluster test, int worker) {
		return Integer.parseInt(test.ask(test.worker(worker), "socket grpc a 0", String.class));
	}

	/** On a connection of its own. */
	private static String greet(int port) {
		ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
		try {
			CallOptions limited = CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
			return ClientCalls.blockingUnaryCall(channel, GreeterServer.HELLO, limited, "you");
		}
		finally {
			channel.shutdownNow();
		}
	}

	@Test
	void examplesOfTheDocumentationAreThoseThatAreTested() throws IOException {
		String document = Files.readString(Path.of("..", "docs", "servers.md"));
		String sources = Files.readString(Path.of("src/test/java/io/forkit/cluster/node/LineServer.java"))
				+ Files.readString(Path.of("src/test/java/io/forkit/cluster/node/GreeterServer.java"));
		List<String> lines = sources.lines().map(String::strip).toList();
		List<MatchResult> examples = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
			.matcher(document)
			.results()
			.toList();
		assertThat(examples).hasSize(2);
		assertThat(examples).allSatisfy((example) -> {
			assertThat(example.group(1).lines().map(String::strip).filter((line) -> !line.equals("@Component")))
				.allSatisfy((line) -> assertThat(lines).contains(line));
		});
	}

	@Test
	void itIsAnOrdinaryServerWhereThereIsNoCluster() throws IOException {
		LineServer server = new LineServer(0);
		server.start();
		try {
			assertThat(echo(server.localPort())).isTrue();
		}
		finally {
			server.stop();
		}
	}

	@Test
	void loopsOfAnotherTransportAreRefused() {
		EventLoopGroup loops = new DefaultEventLoopGroup(1);
		assertThatIllegalArgumentException().isThrownBy(() -> NettySharing.of(loops))
			.withMessageStartingWith("'loops' must be of Java NIO but is a io.netty.channel.DefaultEventLoopGroup");
		loops.shutdownGracefully();
	}

	private static int start(TestCluster test, int worker, int port) {
		return Integer.parseInt(test.ask(test.worker(worker), "socket netty a " + port, String.class));
	}

	private static int served(TestCluster test, int worker) {
		return Integer.parseInt(test.ask(test.worker(worker), "socket netty-served a", String.class));
	}

	private static boolean echo(int port) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return echo(socket);
		}
	}

	private static boolean echo(Socket socket) throws IOException {
		socket.setSoTimeout(20_000);
		socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
		return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("hello");
	}

	/** Of sockets that listen, as {@code /proc} tells. */
	private static long nonBlockingListeners(long pid) throws IOException {
		String listening = Files.readString(Path.of("/proc/" + pid + "/net/tcp6"))
				+ Files.readString(Path.of("/proc/" + pid + "/net/tcp"));
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
			return descriptors.filter((descriptor) -> isNonBlockingListener(pid, descriptor, listening)).count();
		}
	}

	private static boolean isNonBlockingListener(long pid, Path descriptor, String table) {
		try {
			String target = Files.readSymbolicLink(descriptor).toString();
			if (!target.startsWith("socket:")) {
				return false;
			}
			String inode = " " + target.substring("socket:[".length(), target.length() - 1) + " ";
			boolean listens = table.lines().anyMatch((line) -> line.contains(inode) && line.contains(" 0A "));
			String info = Files.readString(Path.of("/proc/" + pid + "/fdinfo/" + descriptor.getFileName()));
			int flags = Integer.parseInt(info.lines()
				.filter((line) -> line.startsWith("flags:"))
				.map((line) -> line.substring("flags:".length()).trim())
				.findFirst()
				.orElseThrow(), 8);
			return listens && (flags & 04000) != 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
