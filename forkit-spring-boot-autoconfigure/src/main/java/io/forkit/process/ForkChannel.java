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

package io.forkit.process;

import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.forkit.ipc.ChannelSettings;
import io.forkit.ipc.MessageChannel;
import io.forkit.ipc.WireFormat;
import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * This side of the channel to a forked program. Thread-safe.
 */
interface ForkChannel {

	/**
	 * Be told that the program has ended: all that it has sent is there to be read by
	 * now, and what others may send who hold its end is not awaited. Called on the loop,
	 * so it must not block, and maybe more than once.
	 */
	void programEnded();

	/**
	 * Return when the channel has ended and all its messages were handed on.
	 * @return a stage of which the result does not matter
	 */
	CompletionStage<?> ended();

	/**
	 * Return the channel itself.
	 * @return the channel
	 */
	MessageChannel messages();

	/**
	 * Opens channels.
	 */
	@FunctionalInterface
	interface Factory {

		/**
		 * Open a channel to a program that was just started.
		 * @param ends what there is to open it with, from now on owned by the channel
		 * @return the channel
		 * @throws IOException if it cannot be opened; the ends are closed then
		 */
		ForkChannel open(Ends ends) throws IOException;

	}

	/**
	 * What a channel is made of.
	 *
	 * @param messages the socket for messages, which does not block
	 * @param handles the same for handles, or {@code null} if they go with the messages
	 * @param terms what was said about it
	 * @param program says which program it is and, if it has ended, how
	 */
	record Ends(Fd messages, @Nullable Fd handles, Terms terms, Supplier<String> program) {

		/** Close the sockets. Does nothing if they are closed. */
		void close() {
			this.messages.close();
			if (this.handles != null) {
				this.handles.close();
			}
		}

	}

	/**
	 * What was said about a channel before there was one.
	 *
	 * @param format the wire format
	 * @param settings the limits
	 * @param listeners adds the listeners that it has from the beginning
	 */
	record Terms(WireFormat format, ChannelSettings settings, Consumer<MessageChannel> listeners) {
	}

}
