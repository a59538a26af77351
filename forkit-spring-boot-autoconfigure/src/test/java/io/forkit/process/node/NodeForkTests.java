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

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.forkit.ipc.ChannelEnd;
import io.forkit.posix.Children;
import io.forkit.posix.Signal;
import io.forkit.process.CommandNotFoundException;
import io.forkit.process.ForkedProcess;
import io.forkit.process.Stdio;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Node's tests of how {@code fork} starts and ends a program.
 */
class NodeForkTests extends AbstractChannelTests {

	@Test
	@DisplayName("test/es-module/test-esm-child-process-fork-main.mjs: a module echoes a message and ends after disconnect")
	void module() throws Exception {
		Path module = script("echo.mjs", "process.on('message', (message) => process.send(message));");
		try (ForkedProcess child = this.processes.fork(module).start(); Mailbox mailbox = Mailbox.of(child)) {
			child.send("Hello World");
			assertThat(mailbox.next()).isEqualTo("Hello World");
			assertThat(child.isAlive()).isTrue();
			get(child.disconnect());
			assertThat(exit(child).code()).hasValue(0);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-args.js: the environment is that of the spec, with and without arguments")
	void arguments() throws Exception {
		try (ForkedProcess child = fork(ForkChild.class, "report").environment("ROW", "here").start();
				Mailbox mailbox = Mailbox.of(child)) {
			assertThat(mailbox.next()).asInstanceOf(InstanceOfAssertFactories.MAP)
				.containsEntry("args", List.of("report"))
				.containsEntry("variable", "here");
			assertThat(exit(child).code()).hasValue(0);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-args.js: what is null or no program is refused")
	void argumentsThatAreNone() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.fork((Class<?>) null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.fork((Path) null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.fork(ForkChild.class).args((String) null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.fork(Path.of("/bin/true")))
			.withMessageContaining("spawn");
		assertThatExceptionOfType(CommandNotFoundException.class)
			.isThrownBy(() -> this.processes.fork(Path.of("/nowhere.js")).start());
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-abort-signal.js: a fork that is closed ends by the kill signal")
	void closed() throws Exception {
		ForkedProcess child = fork(ForkChild.class, "wait").start();
		child.close();
		assertThat(exit(child).signal()).contains(Signal.SIGTERM);
		assertThat(child.isConnected()).isFalse();
		// Once more changes nothing.
		child.close();
		assertThat(get(child.onClose()).status().signal()).contains(Signal.SIGTERM);
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-abort-signal.js: a limit ends a fork by the signal that was chosen")
	void limited() throws Exception {
		try (ForkedProcess child = fork(ForkChild.class, "wait").timeout(Duration.ofMillis(50))
			.killSignal(Signal.SIGKILL)
			.start()) {
			assertThat(exit(child).signal()).contains(Signal.SIGKILL);
			assertThat(child.signalSent()).contains(Signal.SIGKILL);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-detached.js: a detached fork outlives this process")
	void detached() throws Exception {
		try (ForkedProcess middle = fork(ForkChild.Detaching.class).silent().start()) {
			long pid = Long.parseLong(
					new BufferedReader(new InputStreamReader(middle.stdout(), StandardCharsets.UTF_8)).readLine());
			middle.kill(Signal.SIGKILL);
			assertThat(exit(middle).signal()).contains(Signal.SIGKILL);
			assertThat(Children.isRunning(pid)).isTrue();
			assertThat(ProcessHandle.of(pid).orElseThrow().destroy()).isTrue();
			await().until(() -> !Children.isRunning(pid));
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-exec-argv.js: flags of the JVM are inherited unless that is not wanted")
	void jvmFlags() throws Exception {
		try (ForkedProcess child = this.processes.fork(ForkChild.class)
			.args("grandparent")
			.jvmArgs("-XX:TieredStopAtLevel=1", "-Drow=inherited")
			.start(); Mailbox mailbox = Mailbox.of(child)) {
			assertThat((Map<?, ?>) mailbox.next()).extracting("property").isEqualTo("inherited");
			assertThat((Map<?, ?>) mailbox.next()).extracting("property").isEqualTo("null");
			assertThat(exit(child).code()).hasValue(0);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-exec-path.js: another file runs the program, with a channel")
	void execPath() throws Exception {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		Path copy = Files.writeString(this.directory.resolve("java"),
				"#!/bin/sh\nROW='by the copy' exec '" + java + "' \"$@\"\n");
		Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
		try (ForkedProcess child = fork(ForkChild.class, "report").execPath(copy).start();
				Mailbox mailbox = Mailbox.of(child)) {
			assertThat((Map<?, ?>) mailbox.next()).extracting("variable").isEqualTo("by the copy");
			assertThat(exit(child).code()).hasValue(0);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-no-shell.js: arguments are as they are")
	void noShell() throws Exception {
		List<String> arguments = List.of("report", "$foo", "`id`", "a b", "", "*", "\"'\\");
		try (ForkedProcess child = fork(ForkChild.class, arguments.toArray(String[]::new)).start();
				Mailbox mailbox = Mailbox.of(child)) {
			assertThat((Map<?, ?>) mailbox.next()).extracting("args").isEqualTo(arguments);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-ref2.js: a listener that comes after disconnect keeps no program running")
	void listenerAfterDisconnect() throws Exception {
		try (ForkedProcess child = fork(ForkChild.class, "listen-late").start()) {
			assertThat(get(child.onDisconnect()).cause()).isEqualTo(ChannelEnd.Cause.DISCONNECTED);
			assertThat(exit(child).code()).hasValue(0);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-stdio-string-variant.js: there are messages whatever the streams are")
	void streams() throws Exception {
		for (Stdio stdio : List.of(Stdio.pipe(), Stdio.inherit(), Stdio.ignore())) {
			try (ForkedProcess child = fork(ForkChild.class, "report").stdio(stdio).start();
					Mailbox mailbox = Mailbox.of(child)) {
				assertThat(mailbox.next()).isInstanceOf(Map.class);
				assertThat(exit(child).code()).hasValue(0);
			}
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-stdio.js: what is written to a further pipe comes back as a message")
	void furtherPipe() throws Exception {
		try (ForkedProcess child = fork(ForkChild.class, "descriptor", "5").stdin(Stdio.inherit())
			.stdout(Stdio.ignore())
			.stderr(Stdio.pipe())
			.stdio(5, Stdio.read(Files.writeString(this.directory.resolve("file"), "hello")))
			.start(); Mailbox mailbox = Mailbox.of(child)) {
			assertThat(mailbox.next()).isEqualTo("hello");
			assertThat(exit(child).code()).hasValue(0);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-stdio.js: the channel cannot be left out or replaced")
	void channelIsAlwaysThere() {
		for (int descriptor : new int[] { 3, 4 }) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.processes.fork(ForkChild.class).stdio(descriptor, Stdio.pipe()))
				.withMessageContaining("belongs to the channel");
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-stdio.js: a program has one channel, and 3 and 4 are taken")
	void oneChannel() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.processes.fork(ForkChild.class).stdio(4, Stdio.ignore()))
			.withMessageContaining("'descriptor' must not be 4");
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-url.mjs: a program that disconnects is told here and ends")
	void disconnectOfTheProgram() throws Exception {
		Path module = script("fork.mjs", "process.disconnect();");
		try (ForkedProcess child = this.processes.fork(Path.of(module.toUri())).start()) {
			get(child.onDisconnect());
			assertThat(child.isConnected()).isFalse();
			assertThat(exit(child).code()).hasValue(0);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork3.js: a program that does nothing ends by itself")
	void nothing() throws Exception {
		try (ForkedProcess child = fork(ForkChild.class, "nothing").start()) {
			assertThat(exit(child).code()).hasValue(0);
			get(child.onDisconnect());
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-silent.js: a silent program writes to pipes only, and there are messages")
	void silent() throws Exception {
		try (ForkedProcess child = fork(ForkChild.class, "print").silent().start();
				Mailbox mailbox = Mailbox.of(child)) {
			assertThat(mailbox.next()).isEqualTo("ready");
			child.send("go on");
			assertThat(mailbox.next()).isEqualTo("printed, error: false");
			child.disconnect();
			assertThat(new String(child.stdout().readAllBytes(), StandardCharsets.UTF_8))
				.isEqualTo("to stdout\nmore\nand more\n");
			assertThat(new String(child.stderr().readAllBytes(), StandardCharsets.UTF_8)).contains("to stderr\n");
			assertThat(exit(child).code()).hasValue(0);
		}
	}

	@Test
	@DisplayName("test/parallel/test-process-external-stdio-close.js: a program whose output is closed here goes on")
	void closedStdout() throws Exception {
		try (ForkedProcess child = fork(ForkChild.class, "print").silent().start();
				Mailbox mailbox = Mailbox.of(child)) {
			assertThat(mailbox.next()).isEqualTo("ready");
			child.stdout().close();
			child.send("go on");
			assertThat(mailbox.next()).isEqualTo("printed, error: true");
			child.disconnect();
			assertThat(exit(child).code()).hasValue(0);
		}
	}

	@Test
	@DisplayName("test/parallel/test-process-ppid.js: the parent of a fork is this process")
	void parent() throws Exception {
		try (ForkedProcess child = fork(ForkChild.class, "report").start(); Mailbox mailbox = Mailbox.of(child)) {
			assertThat((Map<?, ?>) mailbox.next()).extracting("parent").isEqualTo(ProcessHandle.current().pid());
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-net-reuseport.js: two forks listen where this process does")
	void reusePort() throws Exception {
		InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		try (ServerSocketChannel server = ServerSocketChannel.open()) {
			server.setOption(StandardSocketOptions.SO_REUSEPORT, true).bind(any);
			reusePort(((InetSocketAddress) server.getLocalAddress()).getPort());
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-dgram-reuseport.js: two forks take datagrams where this process does")
	void reuseDatagramPort() throws Exception {
		InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		try (DatagramChannel server = DatagramChannel.open()) {
			server.setOption(StandardSocketOptions.SO_REUSEPORT, true).bind(any);
			reusePort(((InetSocketAddress) server.getLocalAddress()).getPort());
		}
	}

	private void reusePort(int port) throws Exception {
		BlockingQueue<Object> received = new LinkedBlockingQueue<>();
		try (ForkedProcess first = fork(ForkChild.class, "reuse-port", "" + port).start();
				ForkedProcess second = fork(ForkChild.class, "reuse-port", "" + port).start()) {
			first.onMessage(String.class, received::add);
			second.onMessage(String.class, received::add);
			assertThat(received.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("bound");
			assertThat(received.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("bound");
			assertThat(exit(first).code()).hasValue(0);
			assertThat(exit(second).code()).hasValue(0);
		}
	}

}
