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

import java.util.List;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2StreamChannel;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Tells the gate of Reactor Netty when a request begins and ends, and lets the
 * connections go that are to.
 */
final class NettyGate {

	private final SharedServer server;

	private final NettyLoopProbe probe;

	NettyGate(SharedServer server, List<EventLoop> loops) {
		this.server = server;
		this.probe = new NettyLoopProbe(loops, server);
	}

	void begun(Connection connection, int active, boolean mayBeShed) {
		this.server.begun();
		this.probe.begun(active);
		if (mayBeShed && this.server.isShedding()) {
			shed(connection);
		}
	}

	private void shed(Connection connection) {
		if (!(connection.channel() instanceof Http2StreamChannel stream)) {
			if (connection instanceof HttpServerResponse response && this.server.shed()) {
				response.keepAlive(false);
			}
			return;
		}
		Channel parent = stream.parent();
		stream.closeFuture().addListener((closed) -> parent.eventLoop().execute(() -> shedHttp2(parent)));
	}

	/**
	 * Let a connection go at a moment without requests: there are clients to which GOAWAY
	 * is the end of all requests under way, though it is not.
	 */
	private void shedHttp2(Channel parent) {
		Http2FrameCodec codec = parent.pipeline().get(Http2FrameCodec.class);
		if (codec != null && codec.connection().numActiveStreams() == 0 && !codec.connection().goAwaySent()
				&& this.server.shed()) {
			// What is on its way is answered.
			parent.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(Integer.MAX_VALUE));
		}
	}

	void ended() {
		this.server.ended(0);
	}

	void close() {
		this.probe.close();
	}

}
