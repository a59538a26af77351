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

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * A wire format. Encoding is thread-safe; the decoder is used by one thread at a time.
 */
interface MessageFormat {

	/**
	 * Encode a message.
	 * @param value what it says
	 * @param envelope what it is for
	 * @return the bytes
	 * @throws IllegalArgumentException if that cannot be sent
	 */
	ByteSource message(@Nullable Object value, Envelope envelope);

	/**
	 * Encode a note between the channels.
	 * @param note the note
	 * @return the bytes, or {@code null} if this format has no such note
	 */
	@Nullable ByteSource note(Note note);

	/**
	 * Make out what has arrived. A rest that is incomplete is left in the buffer, which
	 * is large enough for it.
	 * @param input what has arrived, to be read from its position to its limit
	 * @param descriptors what came with it, {@code null} for one that was lost; those
	 * that belong to a message are removed
	 * @param receiver told of everything
	 * @throws MalformedFrameException if it cannot be understood
	 */
	void decode(ByteBuffer input, List<@Nullable Fd> descriptors, Receiver receiver) throws MalformedFrameException;

	/**
	 * Begin.
	 * @param notes takes what this format has to say to the other side's
	 */
	default void open(Consumer<ByteSource> notes) {
	}

	/** Release what belongs to the format. Nothing is decoded any more. */
	default void close() {
	}

	/**
	 * Return whether descriptors come with the bytes.
	 * @return whether they do
	 */
	boolean hasDescriptors();

	/**
	 * Return whether it knows messages that are not for listeners.
	 * @return whether it does
	 */
	default boolean hasInternalMessages() {
		return false;
	}

	/**
	 * Return how much may be sent before the other side has said how much it takes.
	 * @return how much, in bytes, or 0 if nothing is ever said of it
	 */
	default long firstWindow() {
		return 0;
	}

	/**
	 * Return whether what has arrived ends with a message: no part of another one is
	 * waited for.
	 * @return whether it does
	 */
	boolean isBetweenMessages();

	/**
	 * Encode the answer to a question about sockets.
	 * @param question the question
	 * @param open how many are open
	 * @return the bytes, or {@code null} if this format has no such questions
	 */
	default @Nullable ByteSource answer(SocketQuestion question, int open) {
		return null;
	}

	/**
	 * What the other process, a Node program, asks about connections that its server has
	 * accepted and handed over.
	 *
	 * @param key the server
	 * @param whenClosed whether it is to be told when none of them is open, and not how
	 * many are
	 */
	record SocketQuestion(String key, boolean whenClosed) {
	}

	/**
	 * Check that a message can be received.
	 * @param length how many bytes it has
	 * @param limit how many it may have
	 * @throws IllegalArgumentException if it has more
	 */
	static void checkSize(long length, long limit) {
		if (length > limit) {
			throw new IllegalArgumentException(
					"'message' must have at most %d bytes but has %d; raise the limit on both sides, or send a file"
						.formatted(limit, length));
		}
	}

	/**
	 * A note between the channels.
	 *
	 * @param kind what it tells
	 * @param number of which message or handle
	 * @param failure how it has failed, with {@link Kind#HANDLED}
	 */
	record Note(Kind kind, long number, @Nullable Failure failure) {

		Note(Kind kind, long number) {
			this(kind, number, null);
		}

		/**
		 * What a note tells.
		 */
		enum Kind {

			FAREWELL, ACK_WANTED, HANDLED, HANDLE_ARRIVED, HANDLE_LOST, HANDLE_AGAIN, HANDLE_GIVEN_UP,

			WINDOW

		}

	}

	/**
	 * How a listener has failed.
	 *
	 * @param type the class of what was thrown
	 * @param message what it said
	 */
	record Failure(String type, @Nullable String message) {

		// It goes in one frame, and a page of text says what there is to say.
		private static final int MAX_LENGTH = 4096;

		private static final int MAX_TYPE_LENGTH = 512;

		static Failure of(Throwable cause) {
			String message = cause.getMessage();
			return new Failure(limited(cause.getClass().getName(), MAX_TYPE_LENGTH),
					(message != null) ? limited(message, MAX_LENGTH) : null);
		}

		private static String limited(String text, int length) {
			return (text.length() > length) ? text.substring(0, length) + "…" : text;
		}

		Failure withoutMessage() {
			return new Failure(this.type, "(its message was left out: too many failures wait to be told)");
		}

		List<@Nullable String> toValue() {
			return Arrays.asList(this.type, this.message);
		}

		RemoteFailureException toException() {
			return new RemoteFailureException(this.type, this.message);
		}

	}

	/**
	 * Is told what has arrived.
	 */
	interface Receiver {

		/**
		 * A message has arrived.
		 * @param envelope what it is for
		 * @param body what it says
		 * @param descriptor the handle, if it came along; it belongs to the receiver
		 */
		void message(Envelope envelope, MessageBody body, @Nullable Fd descriptor);

		/**
		 * A request has failed.
		 * @param id the number of the request
		 * @param failure how
		 */
		void failure(long id, Failure failure);

		/** A handle has arrived that nobody wants: its sender waits to hear of it. */
		default void acknowledge() {
		}

		/**
		 * A note has arrived.
		 * @param note the note
		 */
		void note(Note note);

		/**
		 * The other process asks about sockets.
		 * @param question the question
		 */
		void question(SocketQuestion question);

	}

}
