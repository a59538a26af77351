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
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.forkit.ipc.json.JsonCodec;
import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * A message channel, as the one sees it who has started the other process or was started
 * by it.
 *
 * @since 0.1.0
 */
public interface ProcessChannel extends MessageChannel {

	/**
	 * End the channel if it does not end by itself: the other process has, but somebody
	 * else may hold its end of the stream.
	 * @param limit how long to wait for the end of the stream
	 */
	void endAfter(Duration limit);

	/**
	 * Return whether nothing is read because too much is not handled yet. That the other
	 * process is gone is not noticed then.
	 * @return whether it is so
	 */
	boolean isReadingPaused();

	/**
	 * Return the end of the stream, which {@link #onDisconnect()} may follow much later:
	 * it waits for listeners that are at work.
	 * @return completed as soon as nothing more can arrive, on the loop, which must not
	 * be kept
	 */
	CompletableFuture<ChannelEnd> onStreamEnd();

	/**
	 * Open a channel.
	 * @param transport the stream, from now on owned by the channel, also when this fails
	 * @param format the wire format; with {@link WireFormat#JSON} the transport must
	 * carry descriptors
	 * @param handles gives the socket for handles when it is needed first, with
	 * {@link WireFormat#FRAMES}, and is closed with the channel, also when this fails;
	 * {@code null} if no handles can be sent
	 * @param settings the limits
	 * @param codec writes and reads records and beans
	 * @return the channel
	 * @throws IOException if the transport cannot be watched; everything is closed then
	 */
	static ProcessChannel open(Transport transport, WireFormat format, @Nullable HandleSocket handles,
			ChannelSettings settings, JsonCodec codec) throws IOException {
		return open(transport, format, handles, settings, codec, null);
	}

	/**
	 * Open a channel that has listeners from the beginning.
	 * @param transport the stream, from now on owned by the channel, also when this fails
	 * @param format the wire format; with {@link WireFormat#JSON} the transport must
	 * carry descriptors
	 * @param handles gives the socket for handles when it is needed first, with
	 * {@link WireFormat#FRAMES}, and is closed with the channel, also when this fails;
	 * {@code null} if no handles can be sent
	 * @param settings the limits
	 * @param codec writes and reads records and beans
	 * @param listeners adds listeners before anything is read; {@code null} if there are
	 * none
	 * @return the channel
	 * @throws IOException if the transport cannot be watched; everything is closed then
	 */
	static ProcessChannel open(Transport transport, WireFormat format, @Nullable HandleSocket handles,
			ChannelSettings settings, JsonCodec codec, @Nullable Consumer<? super MessageChannel> listeners)
			throws IOException {
		return open(transport, format, handles, settings, codec, listeners, null);
	}

	/**
	 * Open a channel to a process that one can describe.
	 * @param transport as above
	 * @param format as above
	 * @param handles as above
	 * @param settings as above
	 * @param codec as above
	 * @param listeners as above
	 * @param peer says which process it is and, if it has ended, how: part of the message
	 * of a {@link ChannelClosedException}, asked for each time, by any thread. Must not
	 * wait
	 * @return the channel
	 * @throws IOException if the transport cannot be watched; everything is closed then
	 */
	static ProcessChannel open(Transport transport, WireFormat format, @Nullable HandleSocket handles,
			ChannelSettings settings, JsonCodec codec, @Nullable Consumer<? super MessageChannel> listeners,
			@Nullable Supplier<String> peer) throws IOException {
		try {
			HandleLink link = (handles != null) ? new HandleLink(handles) : null;
			ChannelLoop loop = new LimitedLoop(transport.loop());
			DefaultMessageChannel channel = new DefaultMessageChannel(transport, loop,
					(format == WireFormat.JSON) ? new NodeFormat((int) settings.maxMessageSize(), codec)
							: new FramesFormat(settings.maxMessageSize(), codec, transport.memoryRole()),
					new Handles(format, link, loop), settings, peer);
			if (listeners != null) {
				listeners.accept(channel);
			}
			channel.open();
			return channel;
		}
		catch (IOException | RuntimeException | Error ex) {
			// At once: the loop may be what has failed.
			transport.close();
			if (handles != null) {
				handles.close();
			}
			throw ex;
		}
	}

	/**
	 * Gives the socket for handles.
	 */
	interface HandleSocket {

		/**
		 * Open the socket.
		 * @return the socket, which belongs to the channel
		 * @throws IOException if there is none
		 */
		Fd open() throws IOException;

		/** Close the socket, whether it was opened or not. */
		void close();

		/**
		 * Return a socket that is there from the beginning.
		 * @param fd the socket
		 * @return the socket
		 */
		static HandleSocket of(Fd fd) {
			return new HandleSocket() {

				@Override
				public Fd open() {
					return fd;
				}

				@Override
				public void close() {
					fd.close();
				}

			};
		}

	}

}
