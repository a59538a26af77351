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
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AcceptQueue}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class AcceptQueueTests {

	@ParameterizedTest
	@EnumSource
	void queueHasWhatNobodyHasAccepted(InternetProtocol protocol) throws IOException {
		InetAddress wildcard = new InetSocketAddress(0).getAddress();
		List<Socket> clients = new ArrayList<>();
		try (Fd socket = Sockets.listen(new InetSocketAddress(wildcard, 0), protocol, false, 7)) {
			assertThat(AcceptQueue.of(socket)).isEqualTo(new AcceptQueue(0, 7));
			InetAddress host = (protocol == InternetProtocol.IPV6) ? InetAddress.getByName("::1")
					: InetAddress.getByName("127.0.0.1");
			for (int i = 0; i < 3; i++) {
				clients.add(new Socket(host, Sockets.localPort(socket)));
			}
			Awaitility.await().untilAsserted(() -> assertThat(AcceptQueue.of(socket)).isEqualTo(new AcceptQueue(3, 7)));
			try (Fd connection = new ListeningSocket(socket).accept()) {
				assertThat(AcceptQueue.of(socket)).isEqualTo(new AcceptQueue(2, 7));
				assertThat(AcceptQueue.of(connection)).isNull();
			}
		}
		finally {
			for (Socket client : clients) {
				client.close();
			}
		}
	}

	@Test
	void socketsThatDoNotListenOnTcpHaveNoQueue() throws IOException {
		InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		try (Sockets.Pair pair = Sockets.pair();
				Fd datagrams = Sockets.bindDatagram(any, InternetProtocol.ANY, false)) {
			assertThat(AcceptQueue.of(pair.first())).isNull();
			assertThat(AcceptQueue.of(datagrams)).isNull();
		}
	}

	@Test
	void closedSocketIsAnError() throws IOException {
		Fd socket = Sockets.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false, 7);
		socket.close();
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> AcceptQueue.of(socket));
	}

}
