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

package io.forkit.ipc;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

import io.forkit.posix.ChannelDescriptors;
import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * What can be sent as a handle, and what not and why.
 */
final class HandleSources {

	private static final String SENDABLE = "a ServerSocketChannel, SocketChannel, DatagramChannel or FileChannel of "
			+ "the JDK, a ServerSocket, Socket or DatagramSocket that has such a channel, or an " + Fd.class.getName();

	private HandleSources() {
	}

	/**
	 * Find the channel or descriptor of what a user wants to send.
	 * @param handle anything
	 * @return a channel that has a descriptor, or a descriptor
	 * @throws IllegalArgumentException if it cannot be sent
	 */
	static AutoCloseable resolve(@Nullable Object handle) {
		if (handle == null) {
			throw new IllegalArgumentException("'handle' must not be null");
		}
		if (handle instanceof Fd fd) {
			return fd;
		}
		if (handle instanceof SSLSocket || handle instanceof SSLServerSocket || handle instanceof SSLEngine) {
			throw new IllegalArgumentException(
					("'handle' must be %s but is %s: the keys and the state of TLS cannot be "
							+ "sent. Send the listening socket, or the connection before TLS begins on it")
						.formatted(SENDABLE, handle.getClass().getName()));
		}
		if (handle instanceof ServerSocket socket) {
			return channel(socket, socket.getChannel(), "ServerSocketChannel.open().bind(address)");
		}
		if (handle instanceof Socket socket) {
			return channel(socket, socket.getChannel(),
					"SocketChannel.open(address), or accept it with a ServerSocketChannel,");
		}
		if (handle instanceof DatagramSocket socket) {
			return channel(socket, socket.getChannel(), "DatagramChannel.open().bind(address)");
		}
		return channel(handle, (handle instanceof Channel channel) ? channel : null, null);
	}

	private static AutoCloseable channel(Object handle, @Nullable Channel channel, @Nullable String remedy) {
		if (channel != null && ChannelDescriptors.hasDescriptor(channel)) {
			return channel;
		}
		String reason = (remedy != null && channel == null)
				? " without a channel. Make it with %s and send that or its socket()".formatted(remedy) : "";
		throw new IllegalArgumentException(
				"'handle' must be %s but is %s%s".formatted(SENDABLE, handle.getClass().getName(), reason));
	}

	static HandleKind kind(AutoCloseable source) {
		if (source instanceof Fd) {
			return HandleKind.DESCRIPTOR;
		}
		if (source instanceof ServerSocketChannel) {
			return HandleKind.SERVER_SOCKET;
		}
		if (source instanceof SocketChannel) {
			return HandleKind.SOCKET;
		}
		return (source instanceof DatagramChannel) ? HandleKind.DATAGRAM_SOCKET : HandleKind.FILE;
	}

	/**
	 * Check that nothing stands against sending at this moment.
	 * @param source a channel that has a descriptor, or a descriptor
	 * @throws IllegalStateException if something does
	 */
	static void requireReady(AutoCloseable source) {
		boolean open = (source instanceof Fd fd) ? fd.isOpen() : ((Channel) source).isOpen();
		if (!open) {
			throw closed(source, new ClosedChannelException());
		}
		if (source instanceof SocketChannel socket) {
			requireReady(socket);
		}
		else if (source instanceof NetworkChannel channel && !isBound(channel)) {
			throw new IllegalStateException("'handle' must be bound before it is sent but is " + source);
		}
	}

	private static void requireReady(SocketChannel socket) {
		if (!socket.isConnected()) {
			throw new IllegalStateException("'handle' must be connected before it is sent but is " + socket);
		}
		if (socket.isRegistered()) {
			throw new IllegalStateException(("'handle' must not be registered with a selector, as two processes would "
					+ "read from the connection, but %s is: cancel its key, and let the selector select once more, "
					+ "before it is sent")
				.formatted(socket));
		}
	}

	private static boolean isBound(NetworkChannel channel) {
		try {
			return channel.getLocalAddress() != null;
		}
		catch (IOException ex) {
			throw closed(channel, ex);
		}
	}

	private static IllegalStateException closed(AutoCloseable source, IOException cause) {
		return new IllegalStateException("'handle' must be open but is closed: " + source, cause);
	}

}
