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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;

import io.netty.channel.AbstractServerChannel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.ServerSocketChannelConfig;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Netty's server channel on a socket that all workers share. A thread of its own waits in
 * a blocking accept and feeds the event loops: it accepts the next connection when a loop
 * has taken the last one. A worker whose loops are all busy thus leaves connections to
 * the siblings.
 */
final class SharedServerChannel extends AbstractServerChannel implements ServerSocketChannel {

	// After that another loop may take the connection.
	private static final long BUSY_MILLIS = 5;

	private static final long FAILURE_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LOG_PAUSE = TimeUnit.SECONDS.toNanos(1);

	private static final Log logger = LogFactory.getLog(SharedServerChannel.class);

	private final NettyLoad load;

	private final List<EventLoop> children;

	private final LoopTurns turns;

	// Only the accepting thread uses it.
	private long lastLog;

	private final ServerSocketChannelConfig config = new SharedServerChannelConfig(this);

	private final Semaphore wanted = new Semaphore(0);

	// At most one connection is wanted at a time.
	private final AtomicBoolean asked = new AtomicBoolean();

	private volatile @Nullable SharedServer server;

	private volatile boolean closed;

	SharedServerChannel(NettyLoad load, EventLoopGroup children) {
		this.load = load;
		this.children = StreamSupport.stream(children.spliterator(), false).map(EventLoop.class::cast).toList();
		this.turns = new LoopTurns(this.children);
	}

	@Override
	protected void doBind(SocketAddress localAddress) throws Exception {
		InetSocketAddress address = (InetSocketAddress) localAddress;
		SharedListener listener = SharedListener.open(address.getAddress(), address.getPort(),
				this.config.getBacklog());
		SharedServer bound = new SharedServer(listener, this.load, this.load::drain,
				this.load.isHttp() ? this::enter : null);
		this.server = bound;
		this.load.bound(bound, this.children);
		Thread acceptor = new Thread(() -> acceptAll(listener), "forkit-accept");
		acceptor.setDaemon(true);
		acceptor.start();
		SharedServers.add(bound);
		listener.listening();
	}

	private void acceptAll(SharedListener listener) {
		while (listener.isOpen()) {
			this.wanted.acquireUninterruptibly();
			this.asked.set(false);
			try {
				SocketChannel connection = listener.accept();
				if (connection != null) {
					deliver(connection);
				}
			}
			catch (Throwable ex) {
				failed(ex);
			}
		}
	}

	/** Such as too many open files. Others may take the connection meanwhile. */
	private void failed(Throwable failure) {
		try {
			log(failure);
			eventLoop().execute(() -> pipeline().fireExceptionCaught(failure));
		}
		catch (RejectedExecutionException | Error ex) {
			// Nobody can be told. This thread has to go on all the same.
		}
		LockSupport.parkNanos(FAILURE_PAUSE);
		doBeginRead();
	}

	/** The pipelines of some servers say nothing. */
	private void log(Throwable failure) {
		long now = System.nanoTime();
		if (this.lastLog == 0 || now - this.lastLog > LOG_PAUSE) {
			this.lastLog = now;
			logger.error("A connection cannot be accepted, which is tried again and again", failure);
		}
	}

	/**
	 * Offer a connection to one loop after the other: the first that is not busy takes
	 * it. If all are, it waits for them, and no other connection is wanted until then.
	 */
	private void deliver(SocketChannel connection) throws IOException {
		SharedSocketChannel child = child(connection);
		this.load.opened();
		child.whenGone(this.load::closed);
		for (int i = 0; i < this.children.size(); i++) {
			EventLoop loop = (i == 0) ? this.turns.loop() : this.turns.next();
			loop.execute(() -> child.offer(loop));
			if (child.awaitTaken(BUSY_MILLIS)) {
				return;
			}
		}
	}

	/** The first loop that is not busy takes it. */
	private boolean enter(SocketChannel connection, Duration limit)
			throws IOException, InterruptedException, TimeoutException {
		SharedSocketChannel child = new SharedSocketChannel(this, connection);
		for (EventLoop loop : this.children) {
			loop.execute(() -> {
				// Perhaps long after nobody waits for that any more.
				if (child.isOpen()) {
					child.offer(loop);
				}
			});
		}
		if (!child.awaitTaken(limit.toMillis())) {
			throw new TimeoutException("No event loop has time for a connection");
		}
		EventLoop taker = child.loop();
		if (taker == null || !child.isOpen()) {
			throw new IOException("the server has closed the connection");
		}
		this.load.opened();
		child.whenGone(this.load::closed);
		CompletableFuture<Boolean> tls = new CompletableFuture<>();
		// When this runs, the loop has done all that there is for a new connection.
		taker.execute(() -> tls.complete(child.pipeline().get(NettyPipeline.SslHandler) != null));
		try {
			return tls.get(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw new IOException(ex);
		}
	}

	private SharedSocketChannel child(SocketChannel connection) throws IOException {
		try {
			return new SharedSocketChannel(this, connection);
		}
		catch (Throwable ex) {
			connection.close();
			throw ex;
		}
	}

	/**
	 * Give a connection to the server. Called by the loop that has taken it.
	 * @param child the connection
	 * @param loop the loop
	 */
	void read(SharedSocketChannel child, EventLoop loop) {
		this.turns.opened(loop);
		child.whenGone(() -> this.turns.closed(loop));
		ChannelHandlerContext acceptor = ServerAcceptors.onlyHandlerOf(pipeline());
		if (acceptor == null) {
			eventLoop().execute(() -> {
				pipeline().fireChannelRead(child);
				pipeline().fireChannelReadComplete();
			});
			return;
		}
		if (this.config.isAutoRead()) {
			doBeginRead();
		}
		try {
			ServerAcceptors.accept(acceptor, child);
		}
		catch (Throwable ex) {
			// It may belong to no loop yet.
			child.unsafe().closeForcibly();
			pipeline().fireExceptionCaught(ex);
		}
	}

	@Override
	protected void doBeginRead() {
		if (this.asked.compareAndSet(false, true)) {
			this.wanted.release();
		}
	}

	@Override
	protected void doClose() {
		this.closed = true;
		SharedServer current = this.server;
		if (current != null) {
			SharedServers.remove(current);
			current.listener().close();
		}
		this.load.unbound();
		this.wanted.release();
	}

	@Override
	public ServerSocketChannelConfig config() {
		return this.config;
	}

	@Override
	public boolean isOpen() {
		return !this.closed;
	}

	@Override
	public boolean isActive() {
		return !this.closed && this.server != null;
	}

	@Override
	protected boolean isCompatible(EventLoop loop) {
		return true;
	}

	@Override
	public @Nullable InetSocketAddress localAddress() {
		return (InetSocketAddress) super.localAddress();
	}

	@Override
	public @Nullable InetSocketAddress remoteAddress() {
		return null;
	}

	@Override
	protected @Nullable SocketAddress localAddress0() {
		SharedServer current = this.server;
		return (current != null) ? current.listener().address() : null;
	}

}
