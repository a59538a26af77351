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

package io.forkit.process.engine;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.posix.Fd;

/**
 * Makes pipes larger that turn out to carry much, so that program and reader need not
 * wait for each other as often. A user may have 64 MiB in such pipes; beyond that the
 * kernel gives all pipes of the user, also those of other programs, one or two pages: so
 * only a part of that is taken. See {@code pipe(7)}, "/proc/sys/fs/pipe-user-pages-soft".
 */
final class GrownPipes {

	/** What a pipe holds at first. */
	static final int NORMAL = 64 * 1024;

	private static final int LARGE = 1024 * 1024;

	private static final int MAXIMUM = 24;

	private final AtomicInteger count = new AtomicInteger();

	/**
	 * Make a pipe larger.
	 * @param fd either end
	 * @return whether it is larger now, to be followed by {@link #release()}
	 * @throws IOException if the descriptor was closed
	 */
	boolean grow(Fd fd) throws IOException {
		if (this.count.incrementAndGet() <= MAXIMUM && fd.setPipeCapacity(LARGE)) {
			return true;
		}
		release();
		return false;
	}

	void release() {
		this.count.decrementAndGet();
	}

}
