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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link UnixDatagramSocket}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(30)
class UnixDatagramSocketTests {

	@TempDir
	private Path directory;

	@Test
	void datagramsGoToAPath() throws Exception {
		String address = this.directory.resolve("notify").toString();
		assertThatDatagramsArrive(address);
	}

	@Test
	void datagramsGoToAnAbstractName() throws Exception {
		assertThatDatagramsArrive("@forkit-test-" + ProcessHandle.current().pid());
	}

	private static void assertThatDatagramsArrive(String address) throws IOException {
		try (UnixDatagramSocket socket = UnixDatagramSocket.open(); Fd receiver = UnixDatagramSocket.bind(address)) {
			assertThat(socket.send(address, bytes("READY=1\nSTATUS=fine"), List.of())).isTrue();
			assertThat(socket.send(address, bytes("WATCHDOG=1"), List.of())).isTrue();
			MessageSocket in = new MessageSocket(receiver, 1000);
			assertThat(text(in)).isEqualTo("READY=1\nSTATUS=fine");
			assertThat(text(in)).isEqualTo("WATCHDOG=1");
		}
	}

	@Test
	void descriptorsGoAlong() throws Exception {
		String address = this.directory.resolve("notify").toString();
		try (UnixDatagramSocket socket = UnixDatagramSocket.open();
				Fd receiver = UnixDatagramSocket.bind(address);
				Pipe pipe = Pipe.open()) {
			assertThat(socket.send(address, bytes("FDSTORE=1"), List.of(pipe.readEnd()))).isTrue();
			byte[] target = new byte[100];
			MessageSocket.Received received = new MessageSocket(receiver, 100).receive(target, 0);
			assertThat(received.count()).isEqualTo("FDSTORE=1".length());
			assertThat(received.fds()).hasSize(1);
			assertThat(FdKind.of(received.fds().get(0))).isEqualTo(FdKind.PIPE);
			received.fds().forEach(Fd::close);
			assertThat(pipe.readEnd().isOpen()).isTrue();
		}
	}

	@Test
	void receiverThatDoesNotReadIsNotWaitedFor() throws Exception {
		String address = this.directory.resolve("notify").toString();
		try (UnixDatagramSocket socket = UnixDatagramSocket.open(); Fd receiver = UnixDatagramSocket.bind(address)) {
			int sent = 0;
			while (sent < 100_000 && socket.send(address, bytes("STATUS=" + sent), List.of())) {
				sent++;
			}
			assertThat(sent).isBetween(1, 99_999);
			MessageSocket in = new MessageSocket(receiver, 100);
			for (int i = 0; i < sent; i++) {
				assertThat(text(in)).isEqualTo("STATUS=" + i);
			}
			assertThat(socket.send(address, bytes("READY=1"), List.of())).isTrue();
			assertThat(text(in)).isEqualTo("READY=1");
		}
	}

	@Test
	void receiverThatHasComeBackIsFound() throws Exception {
		String address = "@forkit-test-back-" + ProcessHandle.current().pid();
		try (UnixDatagramSocket socket = UnixDatagramSocket.open()) {
			assertThatExceptionOfType(ErrnoException.class)
				.isThrownBy(() -> socket.send(address, bytes("A=1"), List.of()))
				.withMessageContaining("ECONNREFUSED");
			for (int i = 0; i < 2; i++) {
				try (Fd receiver = UnixDatagramSocket.bind(address)) {
					assertThat(socket.send(address, bytes("A=1"), List.of())).isTrue();
					assertThat(text(new MessageSocket(receiver, 10))).isEqualTo("A=1");
				}
			}
		}
	}

	@Test
	void addressThatIsTooLongIsRefused() throws Exception {
		try (UnixDatagramSocket socket = UnixDatagramSocket.open()) {
			assertThatExceptionOfType(ErrnoException.class)
				.isThrownBy(() -> socket.send("/" + "x".repeat(107), bytes("A=1"), List.of()))
				.withMessageContaining("108 bytes, of 107 at most");
		}
	}

	private static String text(MessageSocket socket) throws IOException {
		byte[] target = new byte[1000];
		int count = socket.receive(target, 0).count();
		return new String(target, 0, count, StandardCharsets.UTF_8);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
