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

import org.jspecify.annotations.Nullable;

/**
 * Something that waits to be written.
 */
final class Outgoing {

	/**
	 * What the objects around a message take, in bytes: for a small one that is more than
	 * what it says.
	 */
	static final int OVERHEAD = 128;

	private final ByteSource bytes;

	private final @Nullable SentMessage message;

	private final @Nullable PendingHandle handle;

	private final boolean droppable;

	private final Kind kind;

	// Where in the stream its last byte is, once that is known.
	private long end;

	private boolean begun;

	private Outgoing(ByteSource bytes, @Nullable SentMessage message, @Nullable PendingHandle handle, boolean droppable,
			Kind kind) {
		this.bytes = bytes;
		this.message = message;
		this.handle = handle;
		this.droppable = droppable;
		this.kind = kind;
	}

	static Outgoing message(ByteSource bytes, SentMessage message, boolean droppable) {
		return new Outgoing(bytes, message, null, droppable, Kind.MESSAGE);
	}

	static Outgoing answer(ByteSource bytes, SentMessage message) {
		return new Outgoing(bytes, message, null, false, Kind.ANSWER);
	}

	static Outgoing handle(PendingHandle handle, ByteSource bytes) {
		return new Outgoing(bytes, handle.message(), handle, false, Kind.MESSAGE);
	}

	static Outgoing note(ByteSource bytes) {
		return new Outgoing(bytes, null, null, false, Kind.NOTE);
	}

	static Outgoing internal(ByteSource bytes, SentMessage message, @Nullable PendingHandle handle) {
		return new Outgoing(bytes, message, handle, false, Kind.INTERNAL);
	}

	ByteSource bytes() {
		return this.bytes;
	}

	/** Return how many bytes it takes, more or less. */
	long cost() {
		return OVERHEAD + this.bytes.size();
	}

	/** Return the same for the other side, in whose window it has to fit. */
	long costOfReceiver() {
		return cost() + this.bytes.weight();
	}

	@Nullable SentMessage message() {
		return this.message;
	}

	@Nullable PendingHandle handle() {
		return this.handle;
	}

	/** Return whether it counts as one of the messages that may fill the queue. */
	boolean isCounted() {
		return this.kind == Kind.MESSAGE || this.kind == Kind.ANSWER;
	}

	boolean isAnswer() {
		return this.kind == Kind.ANSWER;
	}

	/** Return whether it must wait while the other side has enough to handle. */
	boolean isHeldBack() {
		return this.kind == Kind.MESSAGE;
	}

	boolean isDroppable() {
		return this.droppable && !this.begun;
	}

	/** The first byte is about to go. */
	void begin(long number) {
		this.begun = true;
		if (this.message != null) {
			this.message.number(number);
		}
	}

	boolean hasBegun() {
		return this.begun;
	}

	long end() {
		return this.end;
	}

	void end(long end) {
		this.end = end;
	}

	/**
	 * Return whether it need not be sent because its handle is gone: its future was
	 * completed by somebody else.
	 * @return whether it is so
	 */
	boolean isAbandoned() {
		return this.handle != null && this.handle.message().isDone();
	}

	/**
	 * Return whether somebody does something as soon as it is written.
	 * @return whether there is somebody
	 */
	boolean isAwaited() {
		return this.message != null && this.message.getNumberOfDependents() > 0;
	}

	/** It was written. With a handle, that is not all. */
	void written() {
		if (this.message != null && this.handle == null) {
			this.message.complete(null);
		}
	}

	void fail(Throwable cause) {
		if (this.message != null) {
			this.message.completeExceptionally(cause);
		}
	}

	private enum Kind {

		MESSAGE, ANSWER, NOTE, INTERNAL

	}

}
