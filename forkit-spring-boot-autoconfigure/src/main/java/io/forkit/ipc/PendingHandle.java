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
 * A handle that the other process has not acknowledged.
 */
final class PendingHandle {

	private final Envelope.HandleTag tag;

	private final OutgoingHandle handle;

	private final SentMessage message;

	private final ByteSource bytes;

	private boolean underWay;

	private boolean retrying;

	private int losses;

	/**
	 * Create a handle to be sent.
	 * @param tag how it is announced
	 * @param handle the handle
	 * @param message to be completed when it is acknowledged
	 * @param bytes what it is sent with
	 */
	PendingHandle(Envelope.HandleTag tag, OutgoingHandle handle, SentMessage message, ByteSource bytes) {
		this.tag = tag;
		this.handle = handle;
		this.message = message;
		this.bytes = bytes;
	}

	int number() {
		return this.tag.number();
	}

	Fd fd() {
		return this.handle.fd();
	}

	SentMessage message() {
		return this.message;
	}

	ByteSource bytes() {
		return this.bytes;
	}

	boolean isUnderWay() {
		return this.underWay;
	}

	void underWay(boolean underWay) {
		this.underWay = underWay;
	}

	boolean isRetrying() {
		return this.retrying;
	}

	void retrying(boolean retrying) {
		this.retrying = retrying;
	}

	/**
	 * It was lost on the way.
	 * @return how often, this time included
	 */
	int lost() {
		return ++this.losses;
	}

	/** The other process has it. Whoever waits for that finds it closed here. */
	void arrived() {
		release();
		this.message.complete(null);
	}

	/**
	 * Nobody knows whether the other process has it.
	 * @param reason why
	 */
	void failed(Throwable reason) {
		release();
		this.message.completeExceptionally(reason);
	}

	/** Whatever became of it, it is not needed here any more. */
	void release() {
		this.handle.acknowledge();
	}

}
