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

package io.forkit.cluster.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.forkit.posix.Fd;
import io.forkit.posix.Sockets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link SharedListener}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class SharedListenerTests {

	private Fd socket;

	private SharedListener listener;

	private SharedListener sibling;

	@BeforeEach
	void open() throws IOException {
		this.socket = Sockets.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false, 50);
		this.sibling = new SharedListener(this.socket.duplicate(), () -> "Sibling", () -> {
		});
		this.listener = new SharedListener(this.socket.duplicate(), () -> "Worker", () -> {
		});
	}

	@AfterEach
	void close() {
		this.listener.close();
		this.sibling.close();
		this.socket.close();
	}

	@Test
	void connectionIsAccepted() throws Exception {
		CompletableFuture<SocketChannel> accepted = accept(Thread::new);
		try (SocketChannel client = connect()) {
			assertThat(address(accepted)).isEqualTo(client.getLocalAddress());
			assertThat(this.listener.accepted()).isOne();
		}
	}

	@Test
	void closedGateLeavesConnectionToSibling() throws Exception {
		CompletableFuture<SocketChannel> accepted = accept(Thread::new);
		this.listener.closeGate();
		assertThat(this.listener.isGateOpen()).isFalse();
		assertThat(this.listener.isOpen()).isTrue();
		try (SocketChannel client = connect(); SocketChannel taken = this.sibling.accept()) {
			assertThat(taken.getRemoteAddress()).isEqualTo(client.getLocalAddress());
			assertThat(accepted).isNotDone();
		}
		this.listener.openGate();
		try (SocketChannel client = connect()) {
			assertThat(address(accepted)).isEqualTo(client.getLocalAddress());
		}
	}

	@Test
	void gateCanBeClosedAndOpenedUnderConnections() throws Exception {
		int connections = 500;
		CompletableFuture<Integer> served = new CompletableFuture<>();
		Thread acceptor = new Thread(() -> {
			int count = 0;
			try {
				for (SocketChannel next = this.listener.accept(); next != null; next = this.listener.accept()) {
					next.close();
					count++;
				}
				served.complete(count);
			}
			catch (IOException ex) {
				served.completeExceptionally(ex);
			}
		});
		acceptor.start();
		for (int i = 0; i < connections; i++) {
			this.listener.closeGate();
			try (SocketChannel client = connect()) {
				this.listener.openGate();
				assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
			}
		}
		this.listener.close();
		assertThat(served.get(10, TimeUnit.SECONDS)).isEqualTo(connections);
	}

	@Test
	void closingEndsTheWaitWithoutConnection() throws Exception {
		CompletableFuture<SocketChannel> open = accept(Thread::new);
		this.listener.close();
		assertThat(open.get(10, TimeUnit.SECONDS)).isNull();
		assertThat(this.listener.accept()).isNull();
		this.listener.openGate();
		assertThat(this.listener.isGateOpen()).isFalse();
	}

	@Test
	void closingEndsTheWaitAtClosedGate() throws Exception {
		this.listener.closeGate();
		CompletableFuture<SocketChannel> accepted = accept(Thread::new);
		this.listener.close();
		assertThat(accepted.get(10, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void interruptIsKeptAndDoesNotEndTheWait() throws Exception {
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		Thread acceptor = new Thread(() -> {
			try (SocketChannel connection = this.listener.accept()) {
				interrupted.complete(connection != null && Thread.currentThread().isInterrupted());
			}
			catch (IOException ex) {
				interrupted.completeExceptionally(ex);
			}
		});
		acceptor.start();
		awaitInAccept(acceptor);
		acceptor.interrupt();
		// The JDK drops what it accepts while the interrupt arrives.
		awaitInAccept(acceptor);
		try (SocketChannel client = connect()) {
			assertThat(client.isConnected()).isTrue();
			assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadLeavesSocketBlocking() throws Exception {
		ThreadFactory virtual = (ThreadFactory) Class.forName("java.lang.Thread$Builder")
			.getMethod("factory")
			.invoke(Thread.class.getMethod("ofVirtual").invoke(null));
		CompletableFuture<SocketChannel> accepted = accept(virtual);
		try (SocketChannel client = connect()) {
			assertThat(address(accepted)).isEqualTo(client.getLocalAddress());
		}
		assertThat(this.socket.isNonBlocking()).isFalse();
	}

	@Test
	void channelCannotBeMadeNonBlocking() throws Exception {
		try (SharedServerSocketChannel channel = new SharedServerSocketChannel(this.listener)) {
			assertThatIOException().isThrownBy(() -> channel.configureBlocking(false))
				.withMessage("A socket that workers share must stay blocking");
			assertThat(channel.getLocalAddress()).isEqualTo(this.listener.address());
			assertThat(channel.socket().getLocalPort())
				.isEqualTo(((InetSocketAddress) this.listener.address()).getPort());
		}
		assertThat(this.listener.isOpen()).isFalse();
		assertThat(this.sibling.isOpen()).isTrue();
	}

	@Test
	void errorDoesNotEndTheThreadThatAccepts() throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		ConnectionSource source = mock(ConnectionSource.class);
		try (SocketChannel connection = SocketChannel.open()) {
			given(source.accept()).willAnswer((invocation) -> {
				switch (attempts.incrementAndGet()) {
					case 1 -> throw new OutOfMemoryError("Not really");
					case 2 -> throw new NoClassDefFoundError("Not really");
					case 3 -> throw new IOException("Too many open files");
					default -> {
						return (attempts.get() == 4) ? connection : null;
					}
				}
			});
			SharedListener failing = new SharedListener(source, this.listener.address(), () -> "Failing", () -> {
			});
			// What an exception means is left to the server.
			assertThatIOException().isThrownBy(failing::accept).withMessage("Too many open files");
			assertThat(failing.accept()).isSameAs(connection);
			assertThat(failing.accepted()).isOne();
			assertThat(failing.isAccepting()).isFalse();
			assertThat(failing.accept()).isNull();
		}
	}

	private SocketChannel connect() throws IOException {
		return SocketChannel.open(this.listener.address());
	}

	private static SocketAddress address(CompletableFuture<SocketChannel> accepted) throws Exception {
		try (SocketChannel connection = accepted.get(10, TimeUnit.SECONDS)) {
			return connection.getRemoteAddress();
		}
	}

	private CompletableFuture<SocketChannel> accept(ThreadFactory threads) {
		CompletableFuture<SocketChannel> accepted = new CompletableFuture<>();
		Thread thread = threads.newThread(() -> {
			try {
				accepted.complete(this.listener.accept());
			}
			catch (IOException ex) {
				accepted.completeExceptionally(ex);
			}
		});
		thread.start();
		return accepted;
	}

	private static void awaitInAccept(Thread thread) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.until(() -> !thread.isInterrupted() && Stream.of(thread.getStackTrace())
				.anyMatch((frame) -> frame.isNativeMethod() && frame.getMethodName().equals("accept")));
	}

}
