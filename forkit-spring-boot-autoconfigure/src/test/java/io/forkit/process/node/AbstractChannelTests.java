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

package io.forkit.process.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.forkit.posix.Children;
import io.forkit.posix.Connections;
import io.forkit.process.ChildProcess;
import io.forkit.process.EngineChoice;
import io.forkit.process.ExitStatus;
import io.forkit.process.ForkSpec;
import io.forkit.process.ProcessTemplate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Base of tests with programs that have a channel, which only the native engine can fork.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(90)
abstract class AbstractChannelTests {

	/** What a busy machine may need. */
	static final Duration LIMIT = Duration.ofSeconds(30);

	private long socketsBefore;

	final ProcessTemplate processes = ProcessTemplate.builder()
		.engine(EngineChoice.NATIVE)
		.killGrace(Duration.ofSeconds(1))
		.build();

	@TempDir
	Path directory;

	@BeforeEach
	void countSockets() throws IOException {
		// The JDK keeps one for closing others.
		Connections.tcp().close();
		this.socketsBefore = sockets();
	}

	@AfterEach
	void nothingIsLeft() {
		this.processes.close();
		await().untilAsserted(() -> {
			assertThat(Children.zombies()).isEmpty();
			assertThat(sockets()).isLessThanOrEqualTo(this.socketsBefore);
		});
	}

	private static long sockets() {
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			return descriptors.filter(AbstractChannelTests::isSocket).count();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean isSocket(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Return a JVM to be forked.
	 * @param main its main class
	 * @param args the arguments
	 * @return the fork
	 */
	ForkSpec fork(Class<?> main, String... args) {
		return this.processes.fork(main).jvmArgs("-XX:TieredStopAtLevel=1").args(args);
	}

	/**
	 * Return a Node program to be forked. The test is skipped where there is no Node.
	 * @param source the program
	 * @param args the arguments
	 * @return the fork
	 * @throws IOException if it cannot be written
	 */
	ForkSpec forkNode(String source, String... args) throws IOException {
		return this.processes.fork(script("program.js", source)).args(args);
	}

	Path script(String name, String source) throws IOException {
		InstalledNode.assume();
		return Files.writeString(this.directory.resolve(name), source);
	}

	static <T> T get(Future<T> future) throws Exception {
		return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
	}

	static ExitStatus exit(ChildProcess child) throws Exception {
		return get(child.onExit());
	}

	static void write(SocketChannel socket, String text) throws IOException {
		socket.write(StandardCharsets.UTF_8.encode(text));
	}

	/** Read until the end of the stream. */
	static String readAll(SocketChannel socket) throws IOException {
		ByteBuffer target = ByteBuffer.allocate(10_000);
		while (socket.read(target) >= 0) {
			continue;
		}
		return new String(target.array(), 0, target.position(), StandardCharsets.UTF_8);
	}

	static String talk(ServerSocketChannel server) throws IOException {
		try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
			return readAll(client);
		}
	}

	static ConditionFactory await() {
		return Awaitility.await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
	}

}
