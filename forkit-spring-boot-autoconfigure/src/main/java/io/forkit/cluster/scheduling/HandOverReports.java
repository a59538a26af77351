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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.forkit.posix.NativeBuffer;
import io.forkit.posix.StreamSocket;

/**
 * What a worker tells the primary of the connections it is given. For one thread at a
 * time.
 */
final class HandOverReports {

	private static final long LIMIT = TimeUnit.SECONDS.toNanos(10);

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

	private final StreamSocket stream;

	private final ByteBuffer out = ByteBuffer.allocateDirect(HandOver.RECORD);

	HandOverReports(StreamSocket stream) {
		this.stream = stream;
	}

	/**
	 * Tell something, and wait for the primary to have room for it.
	 * @param what what it is, see {@link HandOver}
	 * @param value the value
	 * @throws IOException if the primary is gone, or has read nothing for long
	 */
	void tell(int what, int value) throws IOException {
		long start = System.nanoTime();
		while (!tryTell(what, value)) {
			if (System.nanoTime() - start > LIMIT) {
				throw new IOException("The primary does not read what becomes of connections");
			}
			LockSupport.parkNanos(PAUSE);
		}
	}

	/**
	 * Tell something unless it would have to wait.
	 * @param what what it is, see {@link HandOver}
	 * @param value the value
	 * @return whether it is told
	 * @throws IOException if the primary is gone
	 */
	boolean tryTell(int what, int value) throws IOException {
		return this.stream.write(this.out.clear().putInt(what).putInt(value).flip()) != NativeBuffer.WOULD_BLOCK;
	}

}
