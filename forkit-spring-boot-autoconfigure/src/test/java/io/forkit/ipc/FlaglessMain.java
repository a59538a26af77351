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

package io.forkit.ipc;

import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import io.forkit.posix.Connections;
import io.forkit.posix.Fd;
import io.forkit.posix.JdkChannels;
import io.forkit.posix.OpenFiles;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Uses handles in a JVM that was started without any flag.
 */
public final class FlaglessMain {

	private FlaglessMain() {
	}

	public static void main(String[] args) throws Exception {
		Path directory = Path.of(args[0]);
		assertThat(JdkChannels.isSupported()).isFalse();
		sendAll(directory);
		int before = OpenFiles.count();
		for (int i = 0; i < 20; i++) {
			sendAll(directory);
		}
		Awaitility.await().untilAsserted(() -> assertThat(OpenFiles.count()).isLessThanOrEqualTo(before));
		System.out.println("done");
	}

	private static void sendAll(Path directory) throws Exception {
		try (Connections tcp = Connections.tcp();
				Connections unix = Connections.unix(directory);
				Connections others = Connections.unix(directory)) {
			for (Connections some : List.of(tcp, unix, others)) {
				sendConnection(some);
				sendListener(some);
			}
		}
		sendFile(directory.resolve("flagless"));
		sendDatagrams();
	}

	private static void sendConnection(Connections some) throws Exception {
		try (ReceivedHandle received = received(some.server())) {
			assertThatIllegalStateException().isThrownBy(() -> received.as(SocketChannel.class))
				.withMessageContaining(JdkChannels.REQUIRED_FLAG)
				.withMessageContaining("Add-Opens: java.base/sun.nio.ch")
				.withMessageContaining(Fd.class.getName());
			assertThat(received.isTaken()).isFalse();
			try (Fd fd = received.as(Fd.class)) {
				fd.write(ByteBuffer.allocateDirect(7));
				assertThat(some.client().read(ByteBuffer.allocate(10))).isEqualTo(7);
			}
			assertThat(some.client().read(ByteBuffer.allocate(10))).isEqualTo(-1);
		}
	}

	private static void sendListener(Connections some) throws Exception {
		var address = some.listener().getLocalAddress();
		try (ReceivedHandle received = received(some.listener())) {
			assertThatIllegalStateException().isThrownBy(() -> received.as(ServerSocketChannel.class));
			SocketChannel.open(address).close();
		}
	}

	private static void sendFile(Path path) throws Exception {
		Files.deleteIfExists(path);
		FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		file.position(2);
		try (FileChannel other = FileChannel.open(path, StandardOpenOption.WRITE);
				ReceivedHandle received = received(file);
				Fd fd = received.as(Fd.class)) {
			fd.write(ByteBuffer.allocateDirect(3));
			assertThat(other.position()).isZero();
			assertThat(other.size()).isEqualTo(5);
		}
	}

	private static void sendDatagrams() throws Exception {
		DatagramChannel sent = Connections.udp();
		try (DatagramChannel peer = Connections.udp()) {
			sent.connect(peer.getLocalAddress());
			try (ReceivedHandle received = received(sent); Fd fd = received.as(Fd.class)) {
				fd.write(ByteBuffer.allocateDirect(3));
				ByteBuffer target = ByteBuffer.allocate(10);
				peer.receive(target);
				assertThat(target.position()).isEqualTo(3);
			}
		}
	}

	private static ReceivedHandle received(Channel source) throws Exception {
		OutgoingHandle outgoing = Handle.of(source).open();
		ReceivedHandle received = new ReceivedHandle(outgoing.kind(), outgoing.fd().duplicate());
		outgoing.acknowledge();
		assertThat(source.isOpen()).isFalse();
		return received;
	}

}
