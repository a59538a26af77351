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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * The handles that arrive over a channel: with their messages, or beside them.
 */
final class IncomingHandles {

	// There is none if they go with the bytes, or if none can come.
	private final @Nullable HandleLink link;

	private @Nullable Consumer<MessageFormat.Note> notes;

	private @Nullable Runnable wake;

	private volatile boolean ended;

	// The other side knows that they are missing here: at most one for the listeners and
	// one that is internal, as what is behind them waits.
	private final Set<Integer> missing = ConcurrentHashMap.newKeySet();

	// Of those.
	private final Set<Integer> givenUp = ConcurrentHashMap.newKeySet();

	IncomingHandles(@Nullable HandleLink link) {
		this.link = link;
	}

	void open(Consumer<MessageFormat.Note> notes, Runnable wake) {
		this.notes = notes;
		this.wake = wake;
	}

	/**
	 * Take a handle that came with the bytes of its message.
	 * @param tag what the message says of it
	 * @param descriptor the descriptor, if it was not lost
	 * @return the handle, or {@code null} if it was lost
	 */
	@Nullable ReceivedHandle received(Envelope.HandleTag tag, @Nullable Fd descriptor) {
		if (descriptor == null) {
			tell(MessageFormat.Note.Kind.HANDLE_LOST, tag.number());
			return null;
		}
		tell(MessageFormat.Note.Kind.HANDLE_ARRIVED, tag.number());
		return received(tag.kind(), descriptor);
	}

	private static @Nullable ReceivedHandle received(int kind, Fd descriptor) {
		try {
			HandleKind[] kinds = HandleKind.values();
			return new ReceivedHandle((kind >= 0 && kind < kinds.length) ? kinds[kind] : HandleKind.DESCRIPTOR,
					descriptor);
		}
		catch (IOException ex) {
			ChannelLog.error("A handle that has arrived cannot be used", ex);
			return null;
		}
	}

	/**
	 * Get the handle of a message that has arrived, if it has one.
	 * @param incoming the message
	 * @return whether the message is complete; if not, it will be asked again
	 */
	boolean complete(Incoming incoming) {
		Envelope.HandleTag tag = incoming.envelope().handle();
		HandleLink way = this.link;
		if (tag == null || way == null || incoming.handle() != null) {
			return true;
		}
		if (this.givenUp.remove(tag.number())) {
			this.missing.remove(tag.number());
			return true;
		}
		Fd descriptor;
		try {
			descriptor = way.receive(tag.number());
		}
		catch (IOException | RuntimeException | LinkageError ex) {
			// Loading what is needed takes descriptors too.
			ChannelLog.error("A handle cannot be received", ex);
			descriptor = null;
		}
		if (descriptor != null) {
			this.missing.remove(tag.number());
			incoming.handle(received(tag.kind(), descriptor));
			tell(MessageFormat.Note.Kind.HANDLE_ARRIVED, tag.number());
			return true;
		}
		if (this.missing.add(tag.number())) {
			// Once: it will come again for each time that this is told.
			tell(MessageFormat.Note.Kind.HANDLE_LOST, tag.number());
		}
		return this.ended;
	}

	private void tell(MessageFormat.Note.Kind kind, int number) {
		Consumer<MessageFormat.Note> target = this.notes;
		if (target != null) {
			target.accept(new MessageFormat.Note(kind, number));
		}
	}

	/**
	 * One that is missing was sent again.
	 * @param number which one
	 */
	void again(int number) {
		this.missing.remove(number);
		wakeUp();
	}

	/**
	 * One will not be sent again.
	 * @param number which one
	 */
	void givenUp(int number) {
		if (this.missing.contains(number)) {
			this.givenUp.add(number);
			wakeUp();
		}
	}

	/** None will come any more. */
	void end() {
		this.ended = true;
		wakeUp();
	}

	private void wakeUp() {
		Runnable target = this.wake;
		if (target != null) {
			target.run();
		}
	}

}
