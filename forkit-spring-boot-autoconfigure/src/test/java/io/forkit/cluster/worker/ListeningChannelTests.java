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

package io.forkit.cluster.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.posix.Fd;
import io.forkit.posix.JdkChannels;
import io.forkit.posix.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ListeningChannel}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ListeningChannelTests {

	private final AtomicInteger closed = new AtomicInteger();

	private Fd socket;

	private ListeningChannel channel;

	private int port;

	@BeforeEach
	void open() throws IOException {
		this.socket = Sockets.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), true, 10);
		this.port = Sockets.localPort(this.socket);
		this.channel = new ListeningChannel(JdkChannels.serverSocketChannel(this.socket.duplicate()),
				CompletableFuture.completedFuture(null), this.closed::incrementAndGet);
	}

	@AfterEach
	void close() throws IOException {
		this.channel.close();
		this.socket.close();
		assertThat(this.closed).hasValue(1);
	}

	@Test
	void connectionsAreAccepted() throws IOException {
		try (Socket client = connect(); SocketChannel connection = this.channel.accept()) {
			assertThat(connection.getRemoteAddress()).isEqualTo(client.getLocalSocketAddress());
		}
		assertThat(this.channel.getLocalAddress()).isEqualTo(new InetSocketAddress("127.0.0.1", this.port));
		assertThat(this.channel.getOption(StandardSocketOptions.SO_REUSEADDR)).isTrue();
	}

	@Test
	void theSocketOfItAcceptsToo() throws IOException {
		try (Socket client = connect(); Socket connection = this.channel.socket().accept()) {
			assertThat(connection.getRemoteSocketAddress()).isEqualTo(client.getLocalSocketAddress());
		}
		assertThat(this.channel.socket().getLocalPort()).isEqualTo(this.port);
		assertThat(this.channel.socket().isBound()).isTrue();
		assertThat(this.channel.socket().getChannel()).isSameAs(this.channel);
		this.channel.socket().close();
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void standbyAcceptsNothingBeforeItIsActivated() throws Exception {
		CompletableFuture<Void> activated = new CompletableFuture<>();
		try (Fd duplicate = this.socket.duplicate();
				ListeningChannel standby = new ListeningChannel(JdkChannels.serverSocketChannel(duplicate), activated,
						() -> {
						})) {
			CompletableFuture<SocketChannel> accepted = CompletableFuture.supplyAsync(() -> accept(standby));
			try (Socket client = connect(); SocketChannel connection = this.channel.accept()) {
				assertThat(connection.getRemoteAddress()).isEqualTo(client.getLocalSocketAddress());
			}
			assertThat(accepted).isNotDone();
			activated.complete(null);
			try (Socket client = connect(); SocketChannel connection = accepted.get(30, TimeUnit.SECONDS)) {
				assertThat(connection.getRemoteAddress()).isEqualTo(client.getLocalSocketAddress());
			}
		}
	}

	@Test
	void closingEndsTheWaitOfAStandby() throws Exception {
		try (Fd duplicate = this.socket.duplicate()) {
			ListeningChannel standby = new ListeningChannel(JdkChannels.serverSocketChannel(duplicate),
					new CompletableFuture<>(), () -> {
					});
			CompletableFuture<SocketChannel> accepted = CompletableFuture.supplyAsync(() -> accept(standby));
			standby.close();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> accepted.get(30, TimeUnit.SECONDS))
				.withRootCauseInstanceOf(ClosedChannelException.class);
		}
	}

	private static SocketChannel accept(ListeningChannel channel) {
		try {
			return channel.accept();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void nothingMakesTheSocketNonBlocking() throws IOException {
		assertThatIOException().isThrownBy(() -> this.channel.configureBlocking(false))
			.withMessage("A socket that workers share must stay blocking");
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.channel.socket().setSoTimeout(10));
		try (Selector selector = Selector.open()) {
			assertThatExceptionOfType(IllegalBlockingModeException.class)
				.isThrownBy(() -> this.channel.register(selector, SelectionKey.OP_ACCEPT));
		}
		assertThat(this.socket.isNonBlocking()).isFalse();
		assertThat(this.channel.isBlocking()).isTrue();
	}

	@Test
	void whatIsThePrimarysCannotBeChanged() {
		assertThatExceptionOfType(AlreadyBoundException.class).isThrownBy(() -> this.channel.bind(null));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.channel.setOption(StandardSocketOptions.SO_RCVBUF, 1000));
	}

	@Test
	void closingEndsAnAcceptAndLeavesTheSocketOpen() throws Exception {
		CompletableFuture<SocketChannel> accepted = accept(Thread::new);
		this.channel.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> accepted.get(30, TimeUnit.SECONDS))
			.withCauseInstanceOf(ClosedChannelException.class);
		connect().close();
	}

	@Test
	void anInterruptClosesIt() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(ClosedByInterruptException.class).isThrownBy(() -> this.channel.accept());
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void aVirtualThreadLeavesTheSocketBlocking() throws Exception {
		ThreadFactory virtual = (ThreadFactory) Class.forName("java.lang.Thread$Builder")
			.getMethod("factory")
			.invoke(Thread.class.getMethod("ofVirtual").invoke(null));
		CompletableFuture<SocketChannel> accepted = accept(virtual);
		try (Socket client = connect(); SocketChannel connection = accepted.get(30, TimeUnit.SECONDS)) {
			assertThat(connection.getRemoteAddress()).isEqualTo(client.getLocalSocketAddress());
		}
		assertThat(this.socket.isNonBlocking()).isFalse();
		CompletableFuture<SocketChannel> ended = accept(virtual);
		this.channel.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> ended.get(30, TimeUnit.SECONDS))
			.withCauseInstanceOf(ClosedChannelException.class);
	}

	private CompletableFuture<SocketChannel> accept(ThreadFactory threads) {
		CompletableFuture<SocketChannel> accepted = new CompletableFuture<>();
		threads.newThread(() -> {
			try {
				accepted.complete(this.channel.accept());
			}
			catch (Throwable ex) {
				accepted.completeExceptionally(ex);
			}
		}).start();
		return accepted;
	}

	private Socket connect() throws IOException {
		return new Socket(InetAddress.getLoopbackAddress(), this.port);
	}

}
