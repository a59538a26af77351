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

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
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
		TicketSharing.share(provider.getSslContext().sessionContext());
		return server.childObserve(new NettyTickets());
	}

	@Override
	public void onStateChange(Connection connection, State state) {
		if (state != State.CONFIGURED) {
			return;
		}
		Channel channel = connection.channel();
		SslHandler handler = channel.pipeline().get(SslHandler.class);
		if (handler == null && channel.parent() != null) {
			// That of a stream of HTTP/2.
			return;
		}
		if (handler != null) {
			SSLEngine engine = handler.engine();
			handler.handshakeFuture().addListener((done) -> {
				if (done.isSuccess()) {
					TicketSharing.share(engine.getSession().getSessionContext());
				}
			});
		}
	}

}
