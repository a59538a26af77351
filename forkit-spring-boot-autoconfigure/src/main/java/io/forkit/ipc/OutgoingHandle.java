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
import org.jspecify.annotations.Nullable;

/**
 * A handle on its way: the duplicate that is sent, and what is closed when it has
 * arrived. The duplicate keeps the socket or file open until then, whatever the user
 * does. Thread-safe; ends with {@link #acknowledge()} or {@link #close()}, whichever
 * comes first.
 */
final class OutgoingHandle implements AutoCloseable {

	private final HandleKind kind;

	private final Fd fd;

	private @Nullable AutoCloseable source;

	OutgoingHandle(HandleKind kind, Fd fd, @Nullable AutoCloseable source) {
		this.kind = kind;
		this.fd = fd;
		this.source = source;
	}

	HandleKind kind() {
		return this.kind;
	}

	/**
	 * Return the descriptor to send, which stays this object's.
	 * @return the duplicate
	 */
	Fd fd() {
		return this.fd;
	}

	/**
	 * The receiver has it: close the duplicate, and the source unless it is to be kept
	 * open.
	 */
	void acknowledge() {
		AutoCloseable source = end();
		if (source != null) {
			try {
				source.close();
			}
			catch (Exception ex) {
				// It is closed nevertheless, and the receiver's is not affected.
			}
		}
	}

	/**
	 * It was not sent, or nobody knows whether it has arrived: close the duplicate only.
	 */
	@Override
	public void close() {
		end();
	}

	private synchronized @Nullable AutoCloseable end() {
		AutoCloseable source = this.source;
		this.source = null;
		this.fd.close();
		return source;
	}

	@Override
	public String toString() {
		return this.kind + " " + this.fd;
	}

}
