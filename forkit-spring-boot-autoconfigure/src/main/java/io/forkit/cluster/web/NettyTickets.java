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

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.SslProvider;

/**
 * Has the keys of session tickets shared by servers of Netty: at once for the certificate
 * that they start with, and with its first connection for one that comes later, or that
 * is chosen by name.
 */
final class NettyTickets implements ConnectionObserver {

	private final String server;

	private NettyTickets(String server) {
		this.server = server;
	}

	/**
	 * Share the keys of a server.
	 * @param server the server
	 * @return the same
	 */
	static HttpServer share(HttpServer server) {
		SslProvider provider = server.configuration().sslProvider();
		if (provider == null) {
			return server;
		}
		NettyTickets tickets = new NettyTickets(String.valueOf(server.configuration().bindAddress().get()));
		SSLEngine engine = provider.getSslContext().newEngine(ByteBufAllocator.DEFAULT);
		tickets.share(engine, provider.getSslContext().sessionContext());
		ReferenceCountUtil.release(engine);
		return server.childObserve(tickets);
	}

	private void share(SSLEngine engine, SSLSessionContext context) {
		if (!engine.getNeedClientAuth() && !engine.getWantClientAuth()) {
			TicketSharing.share(context, this.server);
		}
	}

	@Override
	public void onStateChange(Connection connection, State state) {
		if (state != State.CONFIGURED) {
			return;
		}
		// A stream of HTTP/2 has none.
		SslHandler handler = connection.channel().pipeline().get(SslHandler.class);
		if (handler != null) {
			handler.handshakeFuture().addListener((done) -> {
				if (done.isSuccess()) {
					share(handler.engine(), handler.engine().getSession().getSessionContext());
				}
			});
		}
	}

}
