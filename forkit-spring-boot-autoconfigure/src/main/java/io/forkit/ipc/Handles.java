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

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The handles that go over a channel, in both directions.
 */
final class Handles implements AutoCloseable {

	private final @Nullable HandleLink link;

	private final OutgoingHandles outgoing;

	private final IncomingHandles incoming;

	/**
	 * Create the handles of a channel.
	 * @param format its format: in JSON they go with the bytes, and one at a time
	 * @param link their way with frames, if they have one
	 * @param loop the loop of the channel
	 */
	Handles(WireFormat format, @Nullable HandleLink link, ChannelLoop loop) {
		this.link = link;
		this.outgoing = new OutgoingHandles(format, link, loop);
		this.incoming = new IncomingHandles((format == WireFormat.FRAMES) ? link : null);
	}

	void open(Outbox outbox, Consumer<MessageFormat.Note> notes, Runnable wake) {
		this.outgoing.open(outbox, notes);
		this.incoming.open(notes, wake);
	}

	OutgoingHandles outgoing() {
		return this.outgoing;
	}

	IncomingHandles incoming() {
		return this.incoming;
	}

	/**
	 * The other side tells of a handle.
	 * @param note what it tells
	 */
	void note(MessageFormat.Note note) {
		int number = (int) note.number();
		switch (note.kind()) {
			case HANDLE_ARRIVED -> this.outgoing.arrived(number);
			case HANDLE_LOST -> this.outgoing.lost(number);
			case HANDLE_AGAIN -> this.incoming.again(number);
			case HANDLE_GIVEN_UP -> this.incoming.givenUp(number);
			default -> throw new IllegalArgumentException("'note' must be about a handle but is " + note);
		}
	}

	/**
	 * Nothing will come or be acknowledged any more.
	 * @param reason why
	 */
	void fail(Throwable reason) {
		this.outgoing.fail(reason);
		this.incoming.end();
	}

	@Override
	public void close() {
		if (this.link != null) {
			this.link.close();
		}
	}

}
