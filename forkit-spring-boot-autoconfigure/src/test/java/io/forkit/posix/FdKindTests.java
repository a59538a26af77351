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
import java.net.StandardProtocolFamily;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import jnr.ffi.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FdKind}.
 */
@EnabledOnOs(OS.LINUX)
class FdKindTests {

	@TempDir
	private Path directory;

	@Test
	void streamSocketsAreListenersOrConnections() throws Exception {
		try (Connections tcp = Connections.tcp(); Connections unix = Connections.unix(this.directory)) {
			assertThat(kind(tcp.listener())).isEqualTo(FdKind.TCP_LISTENER);
			assertThat(kind(tcp.client())).isEqualTo(FdKind.TCP_CONNECTION);
			assertThat(kind(tcp.server())).isEqualTo(FdKind.TCP_CONNECTION);
			assertThat(kind(unix.listener())).isEqualTo(FdKind.UNIX_LISTENER);
			assertThat(kind(unix.client())).isEqualTo(FdKind.UNIX_CONNECTION);
			assertThat(kind(unix.server())).isEqualTo(FdKind.UNIX_CONNECTION);
		}
	}

	@Test
	void datagramSocketsAreToldByTheirFamily() throws Exception {
		try (DatagramChannel inet = DatagramChannel.open(StandardProtocolFamily.INET);
				DatagramChannel any = DatagramChannel.open().bind(new InetSocketAddress(0));
				Fd unix = unixSocket(2);
				Fd packets = unixSocket(5)) {
			inet.bind(new InetSocketAddress("127.0.0.1", 0));
			assertThat(kind(inet)).isEqualTo(FdKind.UDP_SOCKET);
			assertThat(kind(any)).isEqualTo(FdKind.UDP_SOCKET);
			assertThat(FdKind.of(unix)).isEqualTo(FdKind.UNIX_DATAGRAM_SOCKET);
			assertThat(FdKind.of(packets)).isEqualTo(FdKind.OTHER);
		}
	}

	private static Fd unixSocket(int type) throws IOException {
		Pointer fds = Native.allocate(8);
		Native.check("socketpair", Native.LIBC.socketpair(SocketReader.AF_UNIX, type, 0, fds));
		Fd.adopt(fds.getInt(4)).close();
		return Fd.adopt(fds.getInt(0));
	}

	@Test
	void othersAreToldByTheirMode() throws Exception {
		try (Pipe pipe = Pipe.open();
				Fd device = Fd.read(Path.of("/dev/null"));
				Fd opened = Fd.read(this.directory);
				FileChannel file = FileChannel.open(this.directory.resolve("file"), StandardOpenOption.CREATE,
						StandardOpenOption.WRITE);
				Fd epoll = Fd.adopt(Native.LIBC.epoll_create1(0))) {
			assertThat(FdKind.of(pipe.readEnd())).isEqualTo(FdKind.PIPE);
			assertThat(FdKind.of(device)).isEqualTo(FdKind.DEVICE);
			assertThat(FdKind.of(opened)).isEqualTo(FdKind.OTHER);
			assertThat(kind(file)).isEqualTo(FdKind.FILE);
			assertThat(FdKind.of(epoll)).isEqualTo(FdKind.OTHER);
		}
	}

	private static FdKind kind(Channel channel) throws IOException {
		try (Fd fd = ChannelDescriptors.duplicate(channel)) {
			return FdKind.of(fd);
		}
	}

	@Test
	void closedDescriptorHasNoKind() throws Exception {
		Fd fd = Fd.read(this.directory);
		fd.close();
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> FdKind.of(fd));
	}

}
