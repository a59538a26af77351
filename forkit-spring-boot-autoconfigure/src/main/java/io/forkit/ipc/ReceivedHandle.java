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
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.forkit.posix.Fd;
import io.forkit.posix.FdKind;
import io.forkit.posix.JdkChannels;
import org.jspecify.annotations.Nullable;

/**
 * A socket, file or other descriptor that came with a message. Whoever takes it with
 * {@link #as} owns it from then on; one that nobody takes is to be closed here.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class ReceivedHandle implements AutoCloseable {

	private final HandleKind kind;

	private final Fd fd;

	private final FdKind fdKind;

	private boolean taken;

	private @Nullable String end;

	private @Nullable Object result;

	/**
	 * Take over a descriptor that has arrived.
	 * @param kind what the sender says it is
	 * @param fd the descriptor, from now on owned by this object, also when this fails
	 * @throws IOException if the descriptor is closed
	 */
	ReceivedHandle(HandleKind kind, Fd fd) throws IOException {
		this.kind = kind;
		this.fd = fd;
		try {
			this.fdKind = FdKind.of(fd);
		}
		catch (IOException | RuntimeException ex) {
			fd.close();
			throw ex;
		}
	}

	/**
	 * Return what it was at its sender.
	 * @return the kind, as the sender says
	 */
	public HandleKind kind() {
		return this.kind;
	}

	/**
	 * Return what the descriptor is, as the system says.
	 * @return the kind
	 */
	public FdKind fdKind() {
		return this.fdKind;
	}

	/**
	 * Take it, once. A channel begins in blocking mode and leaves {@code O_NONBLOCK} as
	 * the sender had it, see {@link JdkChannels}.
	 * @param type {@link ServerSocketChannel}, {@link SocketChannel},
	 * {@link DatagramChannel} or {@link FileChannel}, of which one fits, or {@link Fd},
	 * which always does
	 * @param <T> the type
	 * @return the channel or descriptor, owned by the caller
	 * @throws IllegalArgumentException if it is of another type; it can still be taken
	 * @throws IllegalStateException if it was already taken or closed; or if a channel is
	 * asked for and the JVM was started without {@link JdkChannels#REQUIRED_FLAG}: it can
	 * still be taken as an {@link Fd}
	 * @throws IOException if it cannot be made a channel; it is then closed
	 */
	public synchronized <T> T as(Class<T> type) throws IOException {
		if (this.end != null) {
			throw new IllegalStateException("The handle (%s) %s".formatted(this.fdKind, this.end));
		}
		Target target = target(type);
		if (target != Target.FD) {
			JdkChannels.requireSupported();
		}
		this.taken = true;
		this.end = "was already taken as a " + type.getSimpleName();
		T result = type.cast(target.conversion.convert(this.fd));
		this.result = result;
		return result;
	}

	private Target target(Class<?> type) {
		return Arrays.stream(Target.values())
			.filter((target) -> target.type == type && target.accepted.test(this.fdKind))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("'type' must be %s, as the handle is %s, but is %s"
				.formatted(types(), this.fdKind, type.getName())));
	}

	private String types() {
		return Arrays.stream(Target.values())
			.filter((target) -> target.accepted.test(this.fdKind))
			.map((target) -> target.type.getSimpleName())
			.collect(Collectors.joining(" or "));
	}

	/**
	 * Return whether somebody has taken it.
	 * @return whether it was taken
	 */
	public synchronized boolean isTaken() {
		return this.taken;
	}

	/**
	 * Return whether it is open, or what it was taken as.
	 * @return whether it is, as far as this process can tell
	 */
	synchronized boolean isOpen() {
		if (this.result instanceof Fd taken) {
			return taken.isOpen();
		}
		return (this.result instanceof Channel channel) ? channel.isOpen() : this.end == null;
	}

	/** Close it if nobody has taken it. */
	@Override
	public synchronized void close() {
		if (this.end == null) {
			this.end = "was closed before anybody took it";
			this.fd.close();
		}
	}

	@Override
	public synchronized String toString() {
		return "%s: %s%s".formatted(this.kind, this.fdKind, (this.end != null) ? ", " + this.end : "");
	}

	private enum Target {

		SERVER_SOCKET(ServerSocketChannel.class, FdKind::isServerSocket, JdkChannels::serverSocketChannel),

		SOCKET(SocketChannel.class, FdKind::isSocket, JdkChannels::socketChannel),

		DATAGRAM_SOCKET(DatagramChannel.class, (kind) -> kind == FdKind.UDP_SOCKET, JdkChannels::datagramChannel),

		FILE(FileChannel.class, FdKind::isFile, JdkChannels::fileChannel),

		FD(Fd.class, (kind) -> true, (fd) -> fd);

		private final Class<?> type;

		private final Predicate<FdKind> accepted;

		private final Conversion conversion;

		Target(Class<?> type, Predicate<FdKind> accepted, Conversion conversion) {
			this.type = type;
			this.accepted = accepted;
			this.conversion = conversion;
		}

	}

	@FunctionalInterface
	private interface Conversion {

		Object convert(Fd fd) throws IOException;

	}

}
