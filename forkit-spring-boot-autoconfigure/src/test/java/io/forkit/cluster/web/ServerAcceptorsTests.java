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

import java.time.Duration;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalServerChannel;
import io.netty.handler.logging.LoggingHandler;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.TcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServerAcceptors}.
 */
class ServerAcceptorsTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final DefaultEventLoopGroup loops = new DefaultEventLoopGroup(1);

	@AfterEach
	void shutDown() {
		this.loops.shutdownGracefully();
	}

	@Test
	void theHandlerOfNettysBootstrapIsFound() {
		Channel server = bind(null);
		Awaitility.await().atMost(LIMIT).until(() -> ServerAcceptors.onlyHandlerOf(server.pipeline()) != null);
	}

	@Test
	void theHandlerOfReactorNettyIsFound() {
		for (TcpOrHttp kind : TcpOrHttp.values()) {
			DisposableServer server = kind.bind();
			try {
				Awaitility.await()
					.atMost(LIMIT)
					.until(() -> ServerAcceptors.onlyHandlerOf(server.channel().pipeline()) != null);
			}
			finally {
				server.disposeNow(LIMIT);
			}
		}
	}

	@Test
	void aServerWithAnotherHandlerIsToBeCalledByItsLoop() {
		Channel server = bind(new LoggingHandler());
		Awaitility.await().atMost(LIMIT).until(() -> server.pipeline().names().size() > 2);
		assertThat(ServerAcceptors.onlyHandlerOf(server.pipeline())).isNull();
	}

	@Test
	void aHandlerOfSomebodyElseIsToBeCalledByItsLoop() {
		EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
		assertThat(ServerAcceptors.onlyHandlerOf(channel.pipeline())).isNull();
		channel.close();
		assertThat(ServerAcceptors.onlyHandlerOf(channel.pipeline())).isNull();
	}

	private Channel bind(@Nullable ChannelHandler handler) {
		ServerBootstrap bootstrap = new ServerBootstrap().group(this.loops)
			.channel(LocalServerChannel.class)
			.childHandler(new ChannelInboundHandlerAdapter());
		if (handler != null) {
			bootstrap.handler(handler);
		}
		return bootstrap.bind(LocalAddress.ANY).syncUninterruptibly().channel();
	}

	private enum TcpOrHttp {

		TCP {

			@Override
			DisposableServer bind() {
				return TcpServer.create().host("127.0.0.1").port(0).bindNow(LIMIT);
			}

		},

		HTTP {

			@Override
			DisposableServer bind() {
				return HttpServer.create().host("127.0.0.1").port(0).bindNow(LIMIT);
			}

		};

		abstract DisposableServer bind();

	}

}
