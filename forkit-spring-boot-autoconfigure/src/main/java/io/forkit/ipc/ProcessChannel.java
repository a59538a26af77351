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

import io.forkit.posix.Fd;

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
	 * Return the messages that are not for listeners.
	 * @return the messages
	 * @throws UnsupportedOperationException with {@link WireFormat#JSON}
	 */
	InternalMessages internal();

	/**
	 * Begin to open a channel.
	 * @param transport the stream, from the {@linkplain ProcessChannelBuilder#open()
	 * opening} on owned by the channel, also when that fails
	 * @param format the wire format; with {@link WireFormat#JSON} the transport must
	 * carry descriptors
	 * @return a builder with the defaults
	 */
	static ProcessChannelBuilder builder(Transport transport, WireFormat format) {
		return new ProcessChannelBuilder(transport, format);
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
