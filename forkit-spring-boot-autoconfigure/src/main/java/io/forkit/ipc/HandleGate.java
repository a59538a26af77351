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
 * Decides about handles.
 */
interface HandleGate {

	/**
	 * Return whether a message may be sent now. Called with the lock held.
	 * @param handle its handle
	 * @return whether it may
	 */
	boolean mayBegin(@Nullable PendingHandle handle);

	/**
	 * Return whether handles go with the bytes of the message.
	 * @return whether they do
	 */
	boolean isInBand();

	/**
	 * Send a handle on the way that it has of its own.
	 * @param handle the handle
	 * @return whether it was sent
	 */
	Sent send(PendingHandle handle);

	/**
	 * Whether a handle was sent.
	 */
	enum Sent {

		/** It was. */
		NOW,

		/** Not yet; a flush will be asked for later. */
		LATER,

		/** It cannot be, and the message has failed or will. */
		NEVER

	}

}
