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

package io.forkit.cluster.scheduling;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import io.forkit.posix.Fd;
import io.forkit.posix.NativeBuffer;
import io.forkit.posix.StreamSocket;
import org.jspecify.annotations.Nullable;

/**
 * What the primary has sent, one record after the other. For one thread at a time.
 */
final class HandOverRecords {

	private final StreamSocket stream;

	private final ByteBuffer in = ByteBuffer.allocateDirect(HandOver.RECORD);

	private final List<Fd> descriptors = new ArrayList<>(1);

	HandOverRecords(StreamSocket stream) {
		this.stream = stream;
	}

	/**
	 * Read the next one, without waiting.
	 * @return whether there was one
	 * @throws EOFException if the primary has closed its end
	 * @throws IOException if nothing can be read any more
	 */
	boolean next() throws IOException {
		this.in.clear();
		this.descriptors.clear();
		int count = this.stream.read(this.in, this.descriptors);
		if (count == NativeBuffer.WOULD_BLOCK) {
			return false;
		}
		if (count != HandOver.RECORD) {
			this.descriptors.forEach(Fd::close);
			throw (count != NativeBuffer.END_OF_FILE) ? new IOException("Half a record has come") : new EOFException();
		}
		return true;
	}

	/**
	 * Return what the last one is.
	 * @return see {@link HandOver}
	 */
	int what() {
		return this.in.getInt(0);
	}

	int value() {
		return this.in.getInt(Integer.BYTES);
	}

	/**
	 * Return what has come along.
	 * @return the descriptor, owned by the caller, or {@code null} if there was none or
	 * this process may not have more open files
	 */
	@Nullable Fd descriptor() {
		return this.descriptors.isEmpty() ? null : this.descriptors.get(0);
	}

}
