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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two connected channels, and the listener that connected them.
 */
public record Connections(ServerSocketChannel listener, SocketChannel client,
		SocketChannel server) implements AutoCloseable {

	public static Connections tcp() throws IOException {
		return connect(ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
	}

	public static Connections unix(Path directory) throws IOException {
		return connect(unixListener(directory));
	}

	public static ServerSocketChannel unixListener(Path directory) throws IOException {
		return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
			.bind(UnixDomainSocketAddress.of(Files.createTempDirectory(directory, "s").resolve("socket")));
	}

	private static Connections connect(ServerSocketChannel listener) throws IOException {
		SocketChannel client = SocketChannel.open(listener.getLocalAddress());
		return new Connections(listener, client, listener.accept());
	}

	public static DatagramChannel udp() throws IOException {
		return DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

	public static void assertCarries(ByteChannel from, ByteChannel to, String text) throws IOException {
		from.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
		assertThat(read(to, text.length())).isEqualTo(text);
	}

	public static String read(ByteChannel from, int length) throws IOException {
		ByteBuffer target = ByteBuffer.allocate(length);
		while (target.hasRemaining() && from.read(target) >= 0) {
			continue;
		}
		return new String(target.array(), 0, target.position(), StandardCharsets.UTF_8);
	}

	public static void assertServes(ServerSocketChannel listener, SocketAddress address) throws IOException {
		try (SocketChannel client = SocketChannel.open(address); SocketChannel server = listener.accept()) {
			assertCarries(client, server, "request");
			assertCarries(server, client, "response");
		}
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		this.client.close();
		this.server.close();
	}

}
