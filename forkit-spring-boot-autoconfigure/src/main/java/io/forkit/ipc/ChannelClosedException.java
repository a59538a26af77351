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
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The channel is closed: one of the two has disconnected or ended (Node's
 * ERR_IPC_CHANNEL_CLOSED).
 *
 * @since 0.1.0
 */
public class ChannelClosedException extends IOException {

	// How the other process has ended may be known only a moment after this.
	private final transient @Nullable Supplier<String> peer;

	public ChannelClosedException(String message, @Nullable Throwable cause) {
		this(message, cause, null);
	}

	ChannelClosedException(String message, @Nullable Throwable cause, @Nullable Supplier<String> peer) {
		super(message, cause);
		this.peer = peer;
	}

	/**
	 * Return what has happened, and to which process.
	 * @return the message; with a forked program, its name, pid and, as soon as it is
	 * known, how it ended
	 */
	@Override
	public String getMessage() {
		return (this.peer != null) ? super.getMessage() + " (" + this.peer.get() + ")" : super.getMessage();
	}

}
