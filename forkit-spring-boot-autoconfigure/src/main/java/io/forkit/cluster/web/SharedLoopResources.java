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
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.unix.ServerDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Event loops whose server channel accepts on a shared socket. Those of a server are of
 * Java NIO, also where there is a native transport, as the accepted channels are Java's.
 */
final class SharedLoopResources implements LoopResources {

	private final LoopResources loops;

	private final NettyRequests requests;

	private @Nullable EventLoopGroup serverLoop;

	SharedLoopResources(LoopResources loops, NettyRequests requests) {
		this.loops = loops;
		this.requests = requests;
	}

	@Override
	public <C extends Channel> C onChannel(Class<C> channelType, EventLoopGroup group) {
		if (channelType == ServerSocketChannel.class) {
			SharedServerChannel channel = new SharedServerChannel(this.requests, this.loops.onServer(false));
			channel.closeFuture().addListener((future) -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS));
			return channelType.cast(channel);
		}
		if (channelType == ServerDomainSocketChannel.class) {
			throw new SharedServerException(
					"The bind address of Netty is a UNIX-domain socket, which workers cannot share",
					"Set 'server.port' and remove the bind address, or set 'forkit.cluster.workers' to 0.");
		}
		throw new SharedServerException(
				"The server channel of Netty is a %s, which workers cannot share"
					.formatted(channelType.getSimpleName()),
				"Remove HTTP/3 from the protocols of the server, or set 'forkit.cluster.workers' to 0.");
	}

	@Override
	public EventLoopGroup onServer(boolean useNative) {
		return new SharedEventLoopGroup(this.loops.onServer(false));
	}

	/**
	 * Return a loop for the server channel alone, which no request can hold up. It ends
	 * with the channel.
	 */
	@Override
	public synchronized EventLoopGroup onServerSelect(boolean useNative) {
		if (this.serverLoop == null) {
			this.serverLoop = new DefaultEventLoopGroup(1, new DefaultThreadFactory("forkit-server", true));
		}
		return this.serverLoop;
	}

	@Override
	public EventLoopGroup onClient(boolean useNative) {
		return this.loops.onClient(useNative);
	}

	@Override
	public boolean daemon() {
		return this.loops.daemon();
	}

	@Override
	public boolean isDisposed() {
		return this.loops.isDisposed();
	}

	@Override
	public void dispose() {
		this.loops.dispose();
	}

	@Override
	public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
		return this.loops.disposeLater(quietPeriod, timeout);
	}

}
