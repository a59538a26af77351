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

package io.forkit.process;

import java.io.IOException;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.NativeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the input of a program as fast as it reads, then closes its stdin. Used on the
 * event loop only.
 */
final class InputWriter {

	private final Fd fd;

	private final NativeBuffer buffer;

	private final byte[] bytes;

	private int position;

	private EventLoop.@Nullable Registration registration;

	InputWriter(Fd fd, NativeBuffer buffer, byte[] bytes) {
		this.fd = fd;
		this.buffer = buffer;
		this.bytes = bytes;
	}

	void attach(EventLoop loop) throws IOException {
		this.registration = loop.register(this.fd, EventLoop.WRITE, (registration, events) -> write());
	}

	private void write() {
		try {
			if (this.position < this.bytes.length) {
				int count = this.buffer.writeTo(this.fd, this.bytes, this.position, this.bytes.length - this.position);
				this.position += Math.max(count, 0);
			}
			if (this.position == this.bytes.length) {
				close();
			}
		}
		catch (IOException ex) {
			// EPIPE: the program does not want to read more, which is its own affair.
			close();
		}
	}

	void close() {
		if (this.registration != null) {
			this.registration.close();
		}
		this.fd.close();
	}

}
