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
import java.nio.channels.Channel;

import io.forkit.posix.ChannelDescriptors;
import io.forkit.posix.Fd;

/**
 * Something open that is to be sent to another process along with a message: a
 * {@link java.nio.channels.ServerSocketChannel}, a
 * {@link java.nio.channels.SocketChannel}, a {@link java.nio.channels.DatagramChannel}, a
 * {@link java.nio.channels.FileChannel} or an {@link Fd}. A
 * {@link java.net.ServerSocket}, {@link java.net.Socket} or
 * {@link java.net.DatagramSocket} stands for its channel, and must have one.
 * <p>
 * What is sent is the open socket or file itself, which both processes have from then on.
 * The sender's is closed as soon as the receiver has acknowledged it, unless it is to be
 * {@linkplain #keepOpen() kept open}. Where the JVM was not started with
 * {@value io.forkit.posix.JdkChannels#REQUIRED_FLAG} the channel is searched for, see
 * {@link ChannelDescriptors}.
 * <p>
 * What belongs to the JVM stays behind: bytes that were read into a buffer, for example
 * of a {@link java.io.BufferedReader}, which nobody can detect; TLS, which is refused
 * where it can be recognized; timeouts of {@link java.net.Socket}; memberships of
 * multicast groups, which the socket keeps and the receiver's channel does not know. A
 * connection must not be registered with a {@link java.nio.channels.Selector} from here
 * on until it is closed: the JDK would shut it down for both sides. Sending a file makes
 * this process lose all locks that it has on the file through other channels, see
 * {@code fcntl(2)}.
 * <p>
 * Immutable and thread-safe. Owns nothing: one that is never sent need not be closed.
 *
 * @since 0.1.0
 */
public final class Handle {

	private final HandleKind kind;

	private final AutoCloseable source;

	private final boolean keptOpen;

	private Handle(HandleKind kind, AutoCloseable source, boolean keptOpen) {
		this.kind = kind;
		this.source = source;
		this.keptOpen = keptOpen;
	}

	/**
	 * Name what is to be sent. It is closed after the receiver has acknowledged it.
	 * @param handle the channel, the socket with a channel, or the descriptor
	 * @return the handle
	 * @throws IllegalArgumentException if it is nothing that can be sent
	 * @throws IllegalStateException if it cannot be sent as it is: it is closed, a
	 * listener or a UDP socket that is not bound, a connection that is not connected or
	 * is registered with a selector
	 */
	public static Handle of(Object handle) {
		AutoCloseable source = HandleSources.resolve(handle);
		HandleSources.requireReady(source);
		return new Handle(HandleSources.kind(source), source, false);
	}

	/**
	 * Keep what is sent open here after it has been acknowledged, so that both processes
	 * use it.
	 * @return a handle that is kept open
	 */
	public Handle keepOpen() {
		return new Handle(this.kind, this.source, true);
	}

	/**
	 * Return what it is.
	 * @return the kind
	 */
	public HandleKind kind() {
		return this.kind;
	}

	/**
	 * Return whether it stays open here.
	 * @return whether {@link #keepOpen()} was asked for
	 */
	public boolean isKeptOpen() {
		return this.keptOpen;
	}

	/**
	 * Take a duplicate of the descriptor to send.
	 * @return the duplicate and its source, to be acknowledged or closed
	 * @throws IOException if the source was closed meanwhile, or this process has too
	 * many open files
	 * @throws IllegalStateException as {@link #of}, or if the descriptor cannot be found
	 * for certain, or there is a lock on the file
	 */
	OutgoingHandle open() throws IOException {
		HandleSources.requireReady(this.source);
		Fd duplicate = (this.source instanceof Fd fd) ? fd.duplicate()
				: ChannelDescriptors.duplicate((Channel) this.source);
		return new OutgoingHandle(this.kind, duplicate, this.keptOpen ? null : this.source);
	}

	@Override
	public String toString() {
		return this.source + (this.keptOpen ? ", kept open" : "");
	}

}
