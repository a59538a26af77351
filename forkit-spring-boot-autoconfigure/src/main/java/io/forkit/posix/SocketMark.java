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
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * Finds the descriptor of a socket channel by an option that is changed through the
 * channel, twice and at random, and by how the descriptors follow. One that follows both
 * times is one of the channel's socket.
 */
final class SocketMark {

	private static final Object ONE_AT_A_TIME = new Object();

	private static volatile @Nullable SocketOption<Integer> keepAliveProbes;

	private final NetworkChannel channel;

	private final List<Integer> candidates;

	private final Mark mark;

	private final SocketReader reader;

	SocketMark(NetworkChannel channel, List<Integer> candidates, SocketReader reader) throws IOException {
		this.channel = channel;
		this.candidates = candidates;
		this.reader = reader;
		this.mark = mark(channel);
	}

	Fd duplicate() throws IOException {
		Fd found = tryDuplicate();
		if (found == null) {
			throw ChannelDescriptors.uncertain(this.channel,
					this.candidates.size() + " sockets of this process have its addresses, and none of them shows a "
							+ "change of " + this.mark.option + " that was made through the channel");
		}
		return found;
	}

	/**
	 * Find the descriptor if it is one of the candidates.
	 * @return a duplicate of it, or {@code null} if it is none of them
	 * @throws IOException if the channel is closed or no descriptor is to be had
	 */
	@Nullable Fd tryDuplicate() throws IOException {
		synchronized (ONE_AT_A_TIME) {
			int before = this.channel.getOption(this.mark.option);
			try {
				return findMarked(before);
			}
			finally {
				restore(before);
			}
		}
	}

	private void restore(int before) {
		try {
			this.channel.setOption(this.mark.option, before);
		}
		catch (IOException ex) {
			// The channel was closed, and its user will see so.
		}
	}

	private @Nullable Fd findMarked(int before) throws IOException {
		int first = this.mark.values.choose(before);
		int second = this.mark.values.choose(first);
		for (int number : this.candidates) {
			this.channel.setOption(this.mark.option, first);
			if (read(number) != first) {
				continue;
			}
			Fd duplicate = OpenDescriptors.duplicate(number);
			try {
				this.channel.setOption(this.mark.option, second);
				if (read(duplicate) == second) {
					return duplicate;
				}
			}
			catch (IOException | RuntimeException ex) {
				duplicate.close();
				throw ex;
			}
			duplicate.close();
		}
		return null;
	}

	private int read(Fd fd) throws IOException {
		int number = fd.acquire();
		try {
			return read(number);
		}
		finally {
			fd.release();
		}
	}

	private int read(int number) {
		return this.reader.option(number, this.mark.level, this.mark.name, this.mark.offset) / this.mark.factor;
	}

	private static Mark mark(NetworkChannel channel) throws IOException {
		if (channel instanceof DatagramChannel) {
			return new Mark(StandardSocketOptions.SO_SNDBUF, SocketReader.SOL_SOCKET, 7, 0, 2, Values.BUFFER_SIZE);
		}
		if (!(channel.getLocalAddress() instanceof UnixDomainSocketAddress)) {
			return new Mark(keepAliveProbes(channel), 6, 6, 0, 1, Values.PROBES);
		}
		return (channel instanceof ServerSocketChannel)
				? new Mark(StandardSocketOptions.SO_RCVBUF, SocketReader.SOL_SOCKET, 8, 0, 2, Values.BUFFER_SIZE)
				: new Mark(StandardSocketOptions.SO_LINGER, SocketReader.SOL_SOCKET, 13, 4, 1, Values.SECONDS);
	}

	/**
	 * Return whether a connection over TCP can be marked.
	 * @param channel its channel
	 * @return whether this JVM has the option
	 */
	static boolean isPossible(NetworkChannel channel) {
		return findKeepAliveProbes(channel) != null;
	}

	private static SocketOption<Integer> keepAliveProbes(NetworkChannel channel) {
		SocketOption<Integer> option = findKeepAliveProbes(channel);
		if (option == null) {
			throw ChannelDescriptors.uncertain(channel,
					"several sockets of this process have its addresses, and the JVM is without the module jdk.net");
		}
		return option;
	}

	@SuppressWarnings("unchecked")
	private static @Nullable SocketOption<Integer> findKeepAliveProbes(NetworkChannel channel) {
		SocketOption<Integer> found = keepAliveProbes;
		if (found == null) {
			// By name, as a JVM may be without the module jdk.net.
			found = channel.supportedOptions()
				.stream()
				.filter((option) -> option.name().equals("TCP_KEEPCOUNT"))
				.map((option) -> (SocketOption<Integer>) option)
				.findFirst()
				.orElse(null);
			keepAliveProbes = found;
		}
		return found;
	}

	/**
	 * An option of the JDK and where the system has it.
	 *
	 * @param option the option
	 * @param level the protocol
	 * @param name the number of the option
	 * @param offset where the value is in it, in bytes
	 * @param factor what the system multiplies it with
	 * @param values which values it can have
	 */
	private record Mark(SocketOption<Integer> option, int level, int name, int offset, int factor, Values values) {

	}

	private enum Values {

		PROBES(1, 127), SECONDS(1, 30_000), BUFFER_SIZE(0, 0);

		private final int lowest;

		private final int highest;

		Values(int lowest, int highest) {
			this.lowest = lowest;
			this.highest = highest;
		}

		int choose(int other) {
			int step = 1024;
			int room = 8 * step;
			int chosen = other;
			while (chosen == other) {
				chosen = (this != BUFFER_SIZE) ? random(this.lowest, this.highest)
						: (other > room) ? random(other - step, other) : random(other, other + step);
			}
			return chosen;
		}

		private static int random(int lowest, int highest) {
			return ThreadLocalRandom.current().nextInt(lowest, highest + 1);
		}

	}

}
