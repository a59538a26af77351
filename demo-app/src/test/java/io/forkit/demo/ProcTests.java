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

package io.forkit.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Proc}: that it would see what other tests say is not there.
 */
@EnabledOnOs(OS.LINUX)
class ProcTests {

	private static final int O_NONBLOCK = 04000;

	private final long self = ProcessHandle.current().pid();

	@Test
	void flagsTellBlockingFromNonBlocking() throws IOException {
		try (ServerSocketChannel channel = ServerSocketChannel.open()) {
			channel.bind(new InetSocketAddress(0));
			Set<Long> inodes = Proc.listeningSockets(port(channel));
			assertThat(inodes).hasSize(1);
			long inode = inodes.iterator().next();
			assertThat(Proc.socketFlags(this.self, inode)).singleElement()
				.satisfies((flags) -> assertThat(flags & O_NONBLOCK).isZero());
			channel.configureBlocking(false);
			assertThat(Proc.socketFlags(this.self, inode)).singleElement()
				.satisfies((flags) -> assertThat(flags & O_NONBLOCK).isNotZero());
		}
	}

	@Test
	void clientsAreFoundOnceTheyAreAccepted() throws IOException {
		try (ServerSocketChannel server = ServerSocketChannel.open()) {
			server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
				assertThat(Proc.clientPorts(this.self, port(server))).isEmpty();
				try (SocketChannel accepted = server.accept()) {
					assertThat(accepted.isConnected()).isTrue();
					assertThat(Proc.clientPorts(this.self, port(server)))
						.containsExactly(((InetSocketAddress) client.getLocalAddress()).getPort());
				}
			}
		}
	}

	@Test
	void childrenAreFoundByParentAndByEnvironment() throws IOException {
		ProcessBuilder builder = new ProcessBuilder("sleep", "60");
		builder.environment().put("PROC_TESTS", "some value");
		Process child = builder.start();
		try {
			Awaitility.await().until(() -> Proc.commandLine(child.pid()).contains("sleep"));
			assertThat(Proc.children(this.self)).anySatisfy((stat) -> {
				assertThat(stat.pid()).isEqualTo(child.pid());
				assertThat(stat.zombie()).isFalse();
			});
			assertThat(Proc.withEnvironment("PROC_TESTS=some value")).containsExactly(child.pid());
			assertThat(Proc.commandLine(child.pid())).containsExactly("sleep", "60");
			Proc.signal("STOP", child.pid());
			Awaitility.await().until(() -> Proc.stopped(child.pid()));
			Proc.signal("CONT", child.pid());
			Awaitility.await().until(() -> !Proc.stopped(child.pid()));
		}
		finally {
			child.destroyForcibly();
		}
		Awaitility.await().until(() -> !Proc.exists(child.pid()));
	}

	@Test
	void zombieIsSeen() throws IOException {
		// The shell becomes a program that does not wait for the child of the shell.
		Process parent = new ProcessBuilder("sh", "-c", "true & exec sleep 60").start();
		try {
			Awaitility.await().until(() -> Proc.children(parent.pid()).stream().anyMatch(Proc.Stat::zombie));
		}
		finally {
			parent.destroyForcibly();
		}
	}

	private int port(ServerSocketChannel channel) throws IOException {
		return ((InetSocketAddress) channel.getLocalAddress()).getPort();
	}

}
