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

import io.forkit.posix.Fd;

/**
 * A handle on its way to the other process. It is open here until the other process has
 * it, or is gone.
 */
final class OutgoingHandle {

	private final Envelope.HandleTag tag;

	private final SendHandle handle;

	private int attempts = 1;

	OutgoingHandle(int number, SendHandle handle) {
		this.tag = new Envelope.HandleTag(number, handle.kind().ordinal());
		this.handle = handle;
	}

	Envelope.HandleTag tag() {
		return this.tag;
	}

	Fd fd() {
		return this.handle.fd();
	}

	/**
	 * It was lost on the way.
	 * @return how often it was sent
	 */
	int lost() {
		return this.attempts++;
	}

	/** The other process has it, or never will: it is closed here, unless kept open. */
	void release() {
		this.handle.release();
	}

	/** It was not sent at all and stays what it was. */
	void discard() {
		this.handle.discard();
	}

}
