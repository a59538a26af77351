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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A shared listener for servers that want a channel. It can be accepted from in blocking
 * mode only: the mode belongs to the socket, which all workers share.
 */
final class SharedServerSocketChannel extends ServerSocketChannel {

	private final SharedListener listener;

	private final ServerSocket socket;

	SharedServerSocketChannel(SharedListener listener) throws IOException {
		super(SelectorProvider.provider());
		this.listener = listener;
		this.socket = new BoundSocket(listener.address());
	}

	@Override
	public SocketChannel accept() throws IOException {
		SocketChannel connection = this.listener.accept();
		if (connection == null) {
			// Who asks whether this is open is to know why there is no connection.
			close();
			throw new AsynchronousCloseException();
		}
		return connection;
	}

	@Override
	public SocketAddress getLocalAddress() {
		return this.listener.address();
	}

	@Override
	public ServerSocket socket() {
		return this.socket;
	}

	@Override
	public ServerSocketChannel bind(@Nullable SocketAddress local, int backlog) {
		throw new AlreadyBoundException();
	}

	/**
	 * Options belong to the primary, which has made the socket.
	 */
	@Override
	public <T> ServerSocketChannel setOption(SocketOption<T> name, @Nullable T value) {
		throw new UnsupportedOperationException("The options of a socket that workers share cannot be changed");
	}

	@Override
	public <T> T getOption(SocketOption<T> name) {
		throw new UnsupportedOperationException("'" + name + "' is not supported");
	}

	@Override
	public Set<SocketOption<?>> supportedOptions() {
		return Set.of();
	}

	@Override
	protected void implCloseSelectableChannel() {
		this.listener.close();
	}

	@Override
	protected void implConfigureBlocking(boolean block) throws IOException {
		if (!block) {
			throw new IOException("A socket that workers share must stay blocking");
		}
	}

	/**
	 * Knows the address, and has no descriptor.
	 */
	private static final class BoundSocket extends ServerSocket {

		private final SocketAddress address;

		BoundSocket(SocketAddress address) throws IOException {
			this.address = address;
		}

		@Override
		public int getLocalPort() {
			return (this.address instanceof InetSocketAddress inet) ? inet.getPort() : -1;
		}

		@Override
		public @Nullable InetAddress getInetAddress() {
			return (this.address instanceof InetSocketAddress inet) ? inet.getAddress() : null;
		}

		@Override
		public SocketAddress getLocalSocketAddress() {
			return this.address;
		}

		@Override
		public boolean isBound() {
			return true;
		}

	}

}
