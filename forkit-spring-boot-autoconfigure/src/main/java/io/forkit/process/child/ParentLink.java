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

package io.forkit.process.child;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.forkit.ipc.ChannelEnd;
import io.forkit.ipc.ChannelSettings;
import io.forkit.ipc.ChannelVariables;
import io.forkit.ipc.NativeLoop;
import io.forkit.ipc.NativeTransport;
import io.forkit.ipc.ProcessChannel;
import io.forkit.ipc.SelectorLoop;
import io.forkit.ipc.SelectorTransport;
import io.forkit.ipc.Transport;
import io.forkit.ipc.WireFormat;
import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.InheritedChannel;
import org.jspecify.annotations.Nullable;

/**
 * What ties this JVM to the process that has forked it. Avoids, as all that runs in every
 * forked JVM, what takes a new JVM long: lambdas, logging, native code.
 */
final class ParentLink {

	private static final String LOOP_NAME = "forkit-parent";

	private static final long FLUSH_SECONDS = 5;

	private static final long PARENT_CHECKS = 100;

	private static final long CHECK_MILLIS = 10;

	private static boolean isSpare;

	private static @Nullable SpareTransport spare;

	private static @Nullable ParentProcess parent;

	private static @Nullable IllegalStateException failure;

	private static boolean attached;

	private ParentLink() {
	}

	/**
	 * Attach a JVM that has nothing to run yet, and tell the parent that it is ready.
	 * @return the transport, on which the parent will say what to run; {@code null} if
	 * that cannot be
	 */
	static synchronized @Nullable SpareTransport attachSpare() {
		isSpare = true;
		attach();
		SpareTransport transport = spare;
		try {
			if (transport != null) {
				transport.write(ByteBuffer.wrap(new byte[] { SpareOrder.READY }));
			}
			return transport;
		}
		catch (IOException ex) {
			return null;
		}
	}

	/**
	 * Watch for the end of the parent from now on, before any code of the user runs.
	 */
	static synchronized void attach() {
		if (attached) {
			return;
		}
		attached = true;
		String number = System.getenv(ChannelVariables.FD);
		if (number == null || number.isEmpty()) {
			return;
		}
		try {
			parent = attach(number);
		}
		catch (IOException | RuntimeException ex) {
			failure = new IllegalStateException(
					"The channel to the parent of this process cannot be used: " + ex.getMessage(), ex);
		}
	}

	static synchronized Optional<ParentProcess> find() {
		attach();
		if (failure != null) {
			throw failure;
		}
		return Optional.ofNullable(parent);
	}

	private static ParentProcess attach(String text) throws IOException {
		int number = descriptor(ChannelVariables.FD, text);
		WireFormat format = format(System.getenv(ChannelVariables.FORMAT));
		long pid = ParentPid.current();
		ProcessChannel channel = (format == WireFormat.FRAMES) ? openFrames(number, new Parent(pid))
				: openJson(number, new Parent(pid));
		if (!"false".equals(System.getenv(ChannelVariables.END_WITH_PARENT))) {
			// Not onDisconnect(), which waits for listeners, and one of them may hang.
			channel.onStreamEnd()
				.whenComplete(new EndWithParent(new OrphanExit(channel, pid, new ParentGone(format, pid))));
		}
		Runtime.getRuntime().addShutdownHook(new Thread(new Flush(channel), "forkit-flush"));
		return new ParentProcess(channel, pid);
	}

	private static ProcessChannel openFrames(int number, Parent parent) throws IOException {
		Transport transport = new SelectorTransport(new SelectorLoop(LOOP_NAME),
				InheritedChannel.socketChannel(number));
		if (isSpare) {
			spare = new SpareTransport(transport);
			transport = spare;
		}
		String handles = System.getenv(ChannelVariables.HANDLE_FD);
		return ProcessChannel.builder(transport, WireFormat.FRAMES)
			.handles((handles != null) ? new HandleSocket(handles) : null)
			.settings(settings())
			.peer(parent)
			.open();
	}

	private static ChannelSettings settings() {
		String limits = System.getenv(ChannelVariables.LIMITS);
		return (limits != null) ? ChannelSettings.parse(limits) : ChannelSettings.DEFAULTS;
	}

	private static ProcessChannel openJson(int number, Parent parent) throws IOException {
		Fd fd = Fd.inherited(number);
		fd.setNonBlocking(true);
		return ProcessChannel
			.builder(new NativeTransport(new NativeLoop(new EventLoop(LOOP_NAME)), fd), WireFormat.JSON)
			.settings(settings())
			.peer(parent)
			.open();
	}

	private static int descriptor(String variable, String text) throws IOException {
		int number;
		try {
			number = Integer.parseInt(text);
		}
		catch (NumberFormatException ex) {
			throw new IOException(variable + " must be the number of a descriptor but is '" + text + "'");
		}
		Path link = Path.of("/proc/self/fd/" + number);
		// The variable may have been handed on by a program that has closed the channel.
		if (Files.isDirectory(link.getParent())
				&& (!Files.isSymbolicLink(link) || !Files.readSymbolicLink(link).toString().startsWith("socket:"))) {
			throw new IOException(variable + " is " + number + " but that is no socket here: the channel belongs to "
					+ "another process, which should not have handed on this variable");
		}
		return number;
	}

	private static WireFormat format(@Nullable String value) throws IOException {
		if (value == null || value.isEmpty()) {
			return WireFormat.JSON;
		}
		for (WireFormat format : WireFormat.values()) {
			if (format.id().equals(value)) {
				return format;
			}
		}
		throw new IOException(ChannelVariables.FORMAT + " must be 'json' or 'frames' but is '" + value
				+ "'; let the parent fork with serialization: 'json'");
	}

	/**
	 * Says who the parent is.
	 *
	 * @param pid its pid
	 */
	private record Parent(long pid) implements Supplier<String> {

		@Override
		public String get() {
			return "the parent, pid " + this.pid;
		}

	}

	/**
	 * Opens the socket for handles with native code, which only then is loaded. One that
	 * was never opened is closed without.
	 */
	private static final class HandleSocket implements ProcessChannel.HandleSocket {

		private final String number;

		private @Nullable Fd fd;

		private boolean closed;

		HandleSocket(String number) {
			this.number = number;
		}

		@Override
		public synchronized Fd open() throws IOException {
			Fd current = this.fd;
			if (current == null) {
				current = Fd.inherited(descriptor(ChannelVariables.HANDLE_FD, this.number));
				this.fd = current;
			}
			return current;
		}

		@Override
		public synchronized void close() {
			if (this.fd != null) {
				this.fd.close();
				return;
			}
			if (this.closed) {
				return;
			}
			this.closed = true;
			try {
				InheritedChannel.socketChannel(descriptor(ChannelVariables.HANDLE_FD, this.number)).close();
			}
			catch (IOException | IllegalStateException ex) {
				// There is no such socket, or this JVM may not touch it.
			}
		}

	}

	/**
	 * Ends this JVM when the channel has ended because the parent has.
	 *
	 * @param exit ends it
	 */
	private record EndWithParent(OrphanExit exit) implements BiConsumer<ChannelEnd, Throwable> {

		@Override
		public void accept(ChannelEnd end, Throwable ex) {
			if (end.cause() == ChannelEnd.Cause.PEER_GONE) {
				this.exit.streamEnded();
			}
		}

	}

	/**
	 * Finds out whether the parent has died, when its end of the stream was closed.
	 *
	 * @param format the format of the channel
	 * @param pid the parent
	 */
	private record ParentGone(WireFormat format, long pid) implements BooleanSupplier {

		@Override
		public boolean getAsBoolean() {
			return this.format == WireFormat.FRAMES || isParentGone();
		}

		/**
		 * A Node parent that disconnects closes the stream, and so does its death; after
		 * that it takes a moment until this process has another parent.
		 */
		private boolean isParentGone() {
			for (int i = 0; i < PARENT_CHECKS; i++) {
				if (ParentPid.current() != this.pid) {
					return true;
				}
				try {
					Thread.sleep(CHECK_MILLIS);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
					return false;
				}
			}
			return false;
		}

	}

	/**
	 * Writes what waits to be written before the JVM ends.
	 *
	 * @param channel the channel
	 */
	private record Flush(ProcessChannel channel) implements Runnable {

		@Override
		public void run() {
			try {
				this.channel.drained().get(FLUSH_SECONDS, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (Exception ex) {
				// The parent reads no more, or is gone.
			}
		}

	}

}
