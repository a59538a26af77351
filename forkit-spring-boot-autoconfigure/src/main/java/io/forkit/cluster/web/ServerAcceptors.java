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

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import org.jspecify.annotations.Nullable;

/**
 * What a bootstrap has in the pipeline of its server: a handler that prepares a new
 * connection and registers it. It is called by the loop of the connection itself where
 * nothing else is in the pipeline, since the way by the loop of the server costs two
 * changes of threads for each connection, as much as an answer of a few bytes.
 */
final class ServerAcceptors {

	private static final String NETTY = "io.netty.bootstrap.ServerBootstrap$";

	private static final String REACTOR_NETTY = "reactor.netty.transport.ServerTransport$";

	private ServerAcceptors() {
	}

	/**
	 * Find the handler, if it is the only one.
	 * @param pipeline the pipeline of a server
	 * @return the handler, or {@code null} if there is another one, which may expect to
	 * be called by its own loop
	 */
	static @Nullable ChannelHandlerContext onlyHandlerOf(ChannelPipeline pipeline) {
		ChannelHandlerContext first = pipeline.firstContext();
		return (first != null && first == pipeline.lastContext() && isAcceptor(first.handler())) ? first : null;
	}

	// Those of both keep nothing that only one thread may use. Where loops meet, which is
	// rare, Reactor Netty's may let in one connection more than its maximum.
	private static boolean isAcceptor(ChannelHandler handler) {
		String name = handler.getClass().getName();
		return handler instanceof ChannelInboundHandler && !(handler instanceof ChannelInitializer)
				&& (name.startsWith(NETTY) || name.startsWith(REACTOR_NETTY));
	}

	static void accept(ChannelHandlerContext acceptor, SharedSocketChannel child) throws Exception {
		((ChannelInboundHandler) acceptor.handler()).channelRead(acceptor, child);
	}

}
