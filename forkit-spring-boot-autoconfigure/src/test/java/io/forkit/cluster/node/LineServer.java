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

package io.forkit.cluster.node;

import java.net.InetSocketAddress;

import io.forkit.cluster.web.NettySharing;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

import org.springframework.context.SmartLifecycle;

/**
 * A server of Netty as an application may have one beside its web server: the example of
 * {@code docs/servers.md}. It echoes what it gets.
 */
class LineServer implements SmartLifecycle {

	private final int port;

	private EventLoopGroup loops;

	private Channel channel;

	LineServer(int port) {
		this.port = port;
	}

	@Override
	public void start() {
		this.loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
		this.channel = NettySharing.of(this.loops)
			.bootstrap()
			.childHandler(new Echo())
			.bind(this.port)
			.syncUninterruptibly()
			.channel();
	}

	@Override
	public void stop() {
		this.channel.close().syncUninterruptibly();
		this.loops.shutdownGracefully().syncUninterruptibly();
		this.channel = null;
	}

	@Override
	public boolean isRunning() {
		return this.channel != null;
	}

	int localPort() {
		return ((InetSocketAddress) this.channel.localAddress()).getPort();
	}

	@ChannelHandler.Sharable
	private static final class Echo extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			context.writeAndFlush(message);
		}

	}

}
