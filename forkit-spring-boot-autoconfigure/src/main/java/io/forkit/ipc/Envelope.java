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
 * What a message is for.
 *
 * @param purpose the purpose
 * @param id the number of the request that it is or answers, 0 for a plain message
 * @param handle the number and kind of the handle that goes with it
 * @param internal whether it is for the channel's owner and not for listeners
 */
record Envelope(Purpose purpose, long id, @Nullable HandleTag handle, boolean internal) {

	static final Envelope PLAIN = new Envelope(Purpose.MESSAGE, 0, null);

	Envelope(Purpose purpose, long id, @Nullable HandleTag handle) {
		this(purpose, id, handle, false);
	}

	/**
	 * Why a message is sent.
	 */
	enum Purpose {

		MESSAGE, REQUEST, ANSWER, FAILURE

	}

	/**
	 * Announces a handle.
	 *
	 * @param number which one, counted by the sender
	 * @param kind its kind
	 * @param inet6 whether it is a socket of IPv6, which Node wants to know
	 * @param key the server of a Node program that has accepted the connection, and may
	 * ask for it
	 */
	record HandleTag(int number, int kind, boolean inet6, @Nullable String key) {

		HandleTag(int number, int kind, boolean inet6) {
			this(number, kind, inet6, null);
		}

		HandleTag(int number, int kind) {
			this(number, kind, false, null);
		}

	}

}
