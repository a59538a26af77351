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

package io.forkit.posix;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Finds the descriptor behind a channel of the JDK.
 * <p>
 * A JVM that was started with {@value JdkChannels#REQUIRED_FLAG} is asked directly. In
 * any other one the descriptors of the process are searched for the one with the
 * addresses of the channel. Where several have the same, and for files, the channel is
 * made to leave a mark that only its own descriptor can show, and that is taken back at
 * once:
 * <ul>
 * <li>TCP: the number of keep-alive probes,</li>
 * <li>UNIX-domain sockets: the linger time or the size of the receive buffer, neither of
 * which such sockets use,</li>
 * <li>UDP: the size of the send buffer, by up to 1 KiB,</li>
 * <li>files: a {@link java.nio.channels.FileLock} on one byte beyond 4 EiB. Somebody who
 * locks the whole file at that moment meets it.</li>
 * </ul>
 * What is found is certain, or it fails. Thread-safe; the channel may be closed
 * meanwhile.
 *
 * @since 0.1.0
 */
public final class ChannelDescriptors {

	private ChannelDescriptors() {
	}

	/**
	 * Return whether a channel is one of the JDK's own that has a descriptor, of a type
	 * that {@link JdkChannels} can make.
	 * @param channel the channel
	 * @return whether {@link #duplicate} may be called
	 */
	public static boolean hasDescriptor(Channel channel) {
		return (channel instanceof ServerSocketChannel && NioInternals.isOfTheJdk(channel, "ServerSocketChannelImpl"))
				|| (channel instanceof SocketChannel && NioInternals.isOfTheJdk(channel, "SocketChannelImpl"))
				|| (channel instanceof DatagramChannel && NioInternals.isOfTheJdk(channel, "DatagramChannelImpl"))
				|| (channel instanceof FileChannel && NioInternals.isOfTheJdk(channel, "FileChannelImpl"));
	}

	/**
	 * Return a close-on-exec duplicate of the descriptor of a channel. The channel stays
	 * as it is.
	 * @param channel an open {@link ServerSocketChannel}, {@link SocketChannel} or
	 * {@link DatagramChannel} that is bound, or a {@link FileChannel}
	 * @return the duplicate, owned by the caller
	 * @throws ClosedChannelException if the channel is closed
	 * @throws ErrnoException with EMFILE if this process has too many open files
	 * @throws IOException if the descriptors of the process cannot be read
	 * @throws IllegalArgumentException if it is another kind of channel
	 * @throws IllegalStateException if the descriptor cannot be found for certain; if a
	 * socket is not bound; if there is a lock on a file, which would be lost as soon as
	 * the duplicate is closed, see {@code fcntl(2)}
	 */
	public static Fd duplicate(Channel channel) throws IOException {
		if (!hasDescriptor(channel)) {
			throw new IllegalArgumentException(
					"'channel' must be a channel of the JDK with a descriptor but is " + channel.getClass().getName());
		}
		return duplicate(channel, JdkChannels.isSupported());
	}

	static Fd duplicate(Channel channel, boolean direct) throws IOException {
		return duplicate(channel, direct ? ChannelDescriptors::ask : ChannelDescriptors::search);
	}

	static Fd duplicate(Channel channel, Finder finder) throws IOException {
		if (!channel.isOpen()) {
			throw new ClosedChannelException();
		}
		try {
			Fd duplicate = finder.duplicate(channel);
			if (channel.isOpen()) {
				return duplicate;
			}
			// The number may have been used again before it was duplicated.
			duplicate.close();
		}
		catch (IOException | IllegalStateException ex) {
			if (channel.isOpen()) {
				throw ex;
			}
		}
		throw new ClosedChannelException();
	}

	private static Fd ask(Channel channel) throws IOException {
		int number = NioInternals.number(channel);
		if (number < 0) {
			throw new ClosedChannelException();
		}
		if (channel instanceof FileChannel) {
			FileSearch.refuseLocks(OpenDescriptors.processLocks(number).size());
		}
		else {
			SocketSearch.requireBound((NetworkChannel) channel);
		}
		return OpenDescriptors.duplicate(number);
	}

	private static Fd search(Channel channel) throws IOException {
		return (channel instanceof FileChannel file) ? FileSearch.duplicate(file)
				: new SocketSearch((NetworkChannel) channel).duplicate();
	}

	static IllegalStateException uncertain(Channel channel, String reason) {
		return new IllegalStateException(
				("The descriptor of %s cannot be found for certain: %s. Start the JVM with %s, which lets "
						+ "forkit ask the channel")
					.formatted(channel, reason, JdkChannels.REQUIRED_FLAG));
	}

	/**
	 * Finds the descriptor of a channel, and maybe a wrong one if the channel is closed
	 * meanwhile.
	 */
	@FunctionalInterface
	interface Finder {

		Fd duplicate(Channel channel) throws IOException;

	}

}
