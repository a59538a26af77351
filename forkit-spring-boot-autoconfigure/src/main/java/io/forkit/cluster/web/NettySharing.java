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

import java.util.concurrent.TimeUnit;

import io.forkit.cluster.worker.ClusterWorker;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFactory;
import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

import org.springframework.util.Assert;

/**
 * Lets a server that the application builds of Netty, such as one of gRPC, accept on a
 * socket that all workers share. A thread of its own waits in accept, in turn with those
 * of the siblings, and feeds the event loops of the server. In a process that is no
 * worker it is an ordinary server.
 * <p>
 * Give the server the {@link #bootstrap()}, or the {@link #channelFactory()} together
 * with {@link #acceptLoop()} and {@link #loops()}, where it makes a bootstrap itself. The
 * addresses it can be bound to are internet addresses; port 0 is the same for all
 * workers. Options for the listening socket but its backlog are the primary's, those for
 * the connections are the server's. When the application closes, the server accepts no
 * more before anything else stops; to close it is the business of the application.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class NettySharing {

	private final boolean shared = ClusterWorker.current() != null;

	private final EventLoopGroup loops;

	private final EventLoopGroup acceptLoop;

	private NettySharing(EventLoopGroup loops) {
		this.loops = this.shared ? new SharedEventLoopGroup(loops) : loops;
		this.acceptLoop = this.shared ? new DefaultEventLoopGroup(1, new DefaultThreadFactory("forkit-server", true))
				: loops;
		if (this.shared) {
			loops.terminationFuture()
				.addListener((ended) -> this.acceptLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS));
		}
	}

	/**
	 * Share what is accepted for some event loops.
	 * @param loops the event loops of the connections, of Java NIO; they stay the
	 * caller's, who ends them
	 * @return the parts of a server
	 * @throws IllegalArgumentException if they are of another transport, such as epoll
	 */
	public static NettySharing of(EventLoopGroup loops) {
		Assert.notNull(loops, "'loops' must not be null");
		Assert.isTrue(loops instanceof IoEventLoopGroup group && group.isIoType(NioIoHandler.class),
				() -> "'loops' must be of Java NIO but is a " + loops.getClass().getName()
						+ "; use a MultiThreadIoEventLoopGroup with NioIoHandler.newFactory()");
		return new NettySharing(loops);
	}

	/**
	 * Return a bootstrap that lacks only the handler of its connections, and its options.
	 * @return a new bootstrap
	 */
	public ServerBootstrap bootstrap() {
		return new ServerBootstrap().group(this.acceptLoop, this.loops).channelFactory(channelFactory());
	}

	/**
	 * Return what makes the channel that accepts.
	 * @return the factory
	 */
	public ChannelFactory<ServerSocketChannel> channelFactory() {
		return this.shared ? () -> new SharedServerChannel(new NettyConnections(), this.loops)
				: NioServerSocketChannel::new;
	}

	/**
	 * Return the loop of the channel that accepts, which ends with the {@link #loops()}.
	 * @return the parent group
	 */
	public EventLoopGroup acceptLoop() {
		return this.acceptLoop;
	}

	/**
	 * Return the loops of the connections.
	 * @return the child group
	 */
	public EventLoopGroup loops() {
		return this.loops;
	}

}
