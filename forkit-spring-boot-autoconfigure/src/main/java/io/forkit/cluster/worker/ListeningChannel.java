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

package io.forkit.cluster.worker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A channel on a shared socket, which keeps it blocking: the mode belongs to the socket,
 * and the workers are served in turn only while it is.
 */
final class ListeningChannel extends ServerSocketChannel {

	private static final String UNCHANGEABLE = "The options of a socket that workers share cannot be changed";

	private static final Duration ACCEPTORS_LIMIT = Duration.ofSeconds(1);

	private static final Duration PAUSE = Duration.ofMillis(1);

	private final ServerSocketChannel channel;

	private final Runnable whenClosed;

	private final CompletableFuture<?> activated;

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	private final PlatformAcceptor platformAcceptor;

	private final AtomicInteger accepting = new AtomicInteger();

	/**
	 * Create a channel.
	 * @param channel the channel of the JDK, which belongs to this one
	 * @param activated completed when this worker is to serve
	 * @param whenClosed what to do once it is closed
	 */
	ListeningChannel(ServerSocketChannel channel, CompletableFuture<?> activated, Runnable whenClosed) {
		super(SelectorProvider.provider());
		this.channel = channel;
		this.whenClosed = whenClosed;
		this.activated = activated;
		this.platformAcceptor = new PlatformAcceptor(this::acceptNow);
	}

	@Override
	public SocketChannel accept() throws IOException {
		try {
			awaitActivation();
			SocketChannel connection = PlatformAcceptor.isNeeded() ? this.platformAcceptor.accept() : acceptNow();
			if (connection == null) {
				throw new AsynchronousCloseException();
			}
			return connection;
		}
		catch (ClosedChannelException ex) {
			// By an interrupt, it may be.
			close();
			throw ex;
		}
	}

	private @Nullable SocketChannel acceptNow() throws IOException {
		this.accepting.incrementAndGet();
		try {
			return this.channel.accept();
		}
		finally {
			this.accepting.decrementAndGet();
		}
	}

	/** A standby leaves the connections to those that have a slot. */
	private void awaitActivation() throws IOException {
		try {
			if (!this.activated.isDone()) {
				CompletableFuture.anyOf(this.activated, this.closed).get();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ClosedByInterruptException();
		}
		catch (ExecutionException ex) {
			throw new IOException("This worker will not be activated", ex);
		}
	}

	@Override
	public SocketAddress getLocalAddress() throws IOException {
		return this.channel.getLocalAddress();
	}

	@Override
	public ServerSocket socket() {
		try {
			if (this.channel.getLocalAddress() instanceof InetSocketAddress address) {
				return new Adaptor(address);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("The channel is closed", ex);
		}
		throw new UnsupportedOperationException("There is no ServerSocket for a UNIX-domain socket");
	}

	@Override
	public ServerSocketChannel bind(@Nullable SocketAddress local, int backlog) {
		throw new AlreadyBoundException();
	}

	@Override
	public <T> ServerSocketChannel setOption(SocketOption<T> name, @Nullable T value) {
		throw new UnsupportedOperationException(UNCHANGEABLE);
	}

	@Override
	public <T> T getOption(SocketOption<T> name) throws IOException {
		return this.channel.getOption(name);
	}

	@Override
	public Set<SocketOption<?>> supportedOptions() {
		return this.channel.supportedOptions();
	}

	@Override
	protected void implCloseSelectableChannel() throws IOException {
		this.channel.close();
		awaitAcceptors();
		this.closed.complete(null);
		this.platformAcceptor.close();
		this.whenClosed.run();
	}

	/**
	 * The JDK only wakes a thread that waits for a connection. Until that runs, it may
	 * still be given one, which is for the others once this is closed.
	 */
	private void awaitAcceptors() {
		long start = System.nanoTime();
		while (this.accepting.get() > 0 && System.nanoTime() - start < ACCEPTORS_LIMIT.toNanos()) {
			LockSupport.parkNanos(PAUSE.toNanos());
		}
	}

	@Override
	protected void implConfigureBlocking(boolean block) throws IOException {
		if (!block) {
			throw new IOException("A socket that workers share must stay blocking");
		}
	}

	/**
	 * The same as a socket. That of the JDK would make it non-blocking for a timeout.
	 */
	private final class Adaptor extends ServerSocket {

		private final InetSocketAddress address;

		Adaptor(InetSocketAddress address) throws IOException {
			this.address = address;
		}

		@Override
		public Socket accept() throws IOException {
			return ListeningChannel.this.accept().socket();
		}

		@Override
		public void bind(@Nullable SocketAddress endpoint, int backlog) throws IOException {
			throw new SocketException("Already bound");
		}

		@Override
		public void setSoTimeout(int timeout) throws SocketException {
			if (timeout != 0) {
				throw new SocketException(UNCHANGEABLE);
			}
		}

		@Override
		public int getLocalPort() {
			return this.address.getPort();
		}

		@Override
		public InetAddress getInetAddress() {
			return this.address.getAddress();
		}

		@Override
		public SocketAddress getLocalSocketAddress() {
			return this.address;
		}

		@Override
		public ServerSocketChannel getChannel() {
			return ListeningChannel.this;
		}

		@Override
		public boolean isBound() {
			return true;
		}

		@Override
		public boolean isClosed() {
			return !ListeningChannel.this.isOpen();
		}

		@Override
		public void close() throws IOException {
			ListeningChannel.this.close();
		}

	}

}
