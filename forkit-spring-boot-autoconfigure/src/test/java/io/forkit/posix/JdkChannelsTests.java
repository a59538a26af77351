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

package io.forkit.posix;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JdkChannels}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(20)
class JdkChannelsTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void channelAcceptsClientsAndStaysBlocking(boolean ipv4Only) throws Exception {
		Fd socket = Sockets.listen(new InetSocketAddress(0), ipv4Only, 10);
		int port = Sockets.localPort(socket);
		try (Fd duplicate = socket.duplicate(); ServerSocketChannel channel = JdkChannels.serverSocketChannel(socket)) {
			assertThat(socket.isOpen()).isFalse();
			assertThat(((InetSocketAddress) channel.getLocalAddress()).getPort()).isEqualTo(port);
			for (int i = 0; i < 3; i++) {
				try (Socket client = new Socket("127.0.0.1", port); SocketChannel accepted = channel.accept()) {
					accepted.write(ByteBuffer.wrap(new byte[] { 42 }));
					assertThat(client.getInputStream().read()).isEqualTo(42);
				}
				assertThat(duplicate.isNonBlocking()).isFalse();
			}
		}
	}

	@Test
	void closeUnblocksAccept() throws Exception {
		Fd socket = Sockets.listen(new InetSocketAddress(0), true, 10);
		try (Fd duplicate = socket.duplicate(); ServerSocketChannel channel = JdkChannels.serverSocketChannel(socket)) {
			AtomicReference<Thread> acceptor = new AtomicReference<>();
			CompletableFuture<SocketChannel> accepted = CompletableFuture.supplyAsync(() -> {
				acceptor.set(Thread.currentThread());
				try {
					return channel.accept();
				}
				catch (Exception ex) {
					throw new CompletionException(ex);
				}
			});
			Awaitility.await().until(() -> isInNativeAccept(acceptor.get()));
			channel.close();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> accepted.get(5, TimeUnit.SECONDS))
				.withCauseInstanceOf(AsynchronousCloseException.class);
			assertThat(duplicate.isOpen()).isTrue();
			Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !duplicate.isNonBlocking());
		}
	}

	private static boolean isInNativeAccept(Thread thread) {
		if (thread == null) {
			return false;
		}
		StackTraceElement[] stack = thread.getStackTrace();
		return stack.length > 0 && stack[0].isNativeMethod();
	}

	@Test
	void closedDescriptorIsRefused() throws Exception {
		Fd socket = Sockets.listen(new InetSocketAddress(0), true, 10);
		socket.close();
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> JdkChannels.serverSocketChannel(socket));
	}

	@Test
	void descriptorThatIsNoSocketIsClosed() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> JdkChannels.serverSocketChannel(pipe.readEnd()))
				.withMessage("The descriptor is a pipe, which cannot be made a ServerSocketChannel");
			assertThat(pipe.readEnd().isOpen()).isFalse();
		}
	}

}
