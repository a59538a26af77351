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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.DefaultEventLoopGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SharedSocketChannel}.
 */
class SharedSocketChannelTests {

	private final DefaultEventLoopGroup loops = new DefaultEventLoopGroup(1);

	private final AtomicInteger gone = new AtomicInteger();

	@AfterEach
	void shutDown() {
		this.loops.shutdownGracefully();
	}

	@Test
	void whoWaitsAndWhoCountsLearnsOfAConnectionThatIsClosedByForce() throws Exception {
		try (ServerSocketChannel listening = ServerSocketChannel.open()
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
				SocketChannel client = SocketChannel.open(listening.getLocalAddress())) {
			assertThat(client.isConnected()).isTrue();
			SharedSocketChannel connection = new SharedSocketChannel(
					new SharedServerChannel(new NettyConnections(), this.loops), listening.accept());
			connection.whenGone(this.gone::incrementAndGet);
			assertThat(connection.awaitTaken(1)).isFalse();
			// As Reactor Netty does at its maximum of connections.
			connection.unsafe().closeForcibly();
			assertThat(connection.awaitTaken(1)).isTrue();
			assertThat(connection.isOpen()).isFalse();
			assertThat(this.gone).hasValue(1);
			connection.unsafe().closeForcibly();
			assertThat(this.gone).hasValue(1);
		}
	}

}
