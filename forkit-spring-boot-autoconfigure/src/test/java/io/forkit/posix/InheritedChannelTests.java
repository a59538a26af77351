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
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link InheritedChannel}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class InheritedChannelTests {

	@Test
	void channelOfTheSocketReadsWritesAndEnds() throws Exception {
		Sockets.Pair pair = Sockets.pair();
		StreamSocket peer = new StreamSocket(pair.second());
		try (SocketChannel channel = InheritedChannel.socketChannel(pair.first().surrender())) {
			assertThat(channel.isConnected()).isTrue();
			channel.configureBlocking(false);
			assertThat(channel.read(ByteBuffer.allocateDirect(10))).isZero();
			channel.write(direct("out"));
			assertThat(read(peer)).isEqualTo("out");
			peer.write(direct("in"));
			ByteBuffer in = ByteBuffer.allocateDirect(10);
			assertThat(channel.read(in)).isEqualTo(2);
			channel.shutdownOutput();
			assertThat(peer.read(ByteBuffer.allocateDirect(1))).isEqualTo(NativeBuffer.END_OF_FILE);
			peer.write(direct("still"));
			assertThat(channel.read(in)).isEqualTo(5);
		}
		finally {
			pair.close();
		}
	}

	@Test
	void numberWithoutASocketIsAnError() throws Exception {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> InheritedChannel.socketChannel(999_999))
			.withMessageContaining("999999");
		try (Pipe pipe = Pipe.open(); Fd duplicate = pipe.readEnd().duplicate()) {
			int number = duplicate.acquire();
			duplicate.release();
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> InheritedChannel.socketChannel(number));
		}
	}

	@Test
	void anotherJvmInheritsItAndItsChildrenDoNot() throws Exception {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		List<byte[]> arguments = Stream
			.of(java, "-XX:TieredStopAtLevel=1", JdkChannels.REQUIRED_FLAG, "-cp",
					System.getProperty("java.class.path"), Echo.class.getName())
			.map((argument) -> argument.getBytes(StandardCharsets.UTF_8))
			.toList();
		try (Sockets.Pair pair = Sockets.pair()) {
			ChildPid child = new Spawn(Path.of(java), arguments, List.of()).descriptor(3, pair.second())
				.inherit(2, 2)
				.start();
			try {
				pair.second().close();
				NativeBuffer buffer = new NativeBuffer(100);
				byte[] ping = "ping".getBytes(StandardCharsets.UTF_8);
				buffer.writeTo(pair.first(), ping, 0, ping.length);
				byte[] answer = new byte[100];
				int length = 0;
				for (int count = buffer.readFrom(pair.first()); count > 0; count = buffer.readFrom(pair.first())) {
					buffer.get(answer, length, count);
					length += count;
				}
				assertThat(new String(answer, 0, length, StandardCharsets.UTF_8)).isEqualTo("ping and false false");
			}
			finally {
				child.kill();
				Awaitility.await().until(() -> child.reap() != null);
				child.close();
			}
		}
	}

	private static ByteBuffer direct(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
	}

	private static String read(StreamSocket socket) throws IOException {
		ByteBuffer target = ByteBuffer.allocateDirect(100);
		socket.read(target);
		return StandardCharsets.UTF_8.decode(target.flip()).toString();
	}

	/**
	 * Sends back what it was sent, whether native code was loaded, and whether its child
	 * has the descriptor.
	 */
	static final class Echo {

		private Echo() {
		}

		public static void main(String[] args) throws Exception {
			SocketChannel channel = InheritedChannel.socketChannel(3);
			channel.configureBlocking(true);
			ByteBuffer buffer = ByteBuffer.allocateDirect(100);
			channel.read(buffer);
			Process child = new ProcessBuilder("/bin/sh", "-c", "test -e /proc/self/fd/3").start();
			boolean inherited = child.waitFor() == 0;
			boolean nativeLoaded = Files.readString(Path.of("/proc/self/maps")).contains("jffi");
			buffer.put((" and " + inherited + " " + nativeLoaded).getBytes(StandardCharsets.UTF_8));
			channel.write(buffer.flip());
		}

	}

}
