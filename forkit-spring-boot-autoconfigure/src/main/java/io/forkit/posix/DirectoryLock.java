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

package io.forkit.posix;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps others that do the same away from a directory while an entry of it is looked at
 * and replaced, see {@code flock(2)}. It leaves no file behind, and ends with the
 * process. Two locks of one process keep each other away as well. Linux only.
 *
 * @since 0.1.0
 */
public final class DirectoryLock implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(DirectoryLock.class);

	private static final int LOCK_EX = 2;

	private static final int LOCK_NB = 4;

	private static final int EAGAIN = 11;

	private static final int EINTR = 4;

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

	private final @Nullable Fd directory;

	private DirectoryLock(@Nullable Fd directory) {
		this.directory = directory;
	}

	/**
	 * Lock a directory. Where that cannot be done, because this user may not read it, its
	 * file system has no locks, or somebody keeps it locked for longer than the limit,
	 * the caller goes on without: whoever may read a directory could stop all others
	 * otherwise.
	 * @param directory the directory
	 * @param limit how long to wait for others
	 * @return the lock; to be closed when the directory is as it should be
	 * @throws ErrnoException with EMFILE or ENFILE if there are too many open files
	 */
	public static DirectoryLock acquire(Path directory, Duration limit) throws ErrnoException {
		Fd opened = null;
		try {
			opened = Fd.read(directory);
			if (!lock(opened, System.nanoTime() + limit.toNanos())) {
				logger
					.warn("%s has been locked by another process for %s; going on without".formatted(directory, limit));
			}
		}
		catch (IOException ex) {
			if (ex instanceof ErrnoException error && (error.is("EMFILE") || error.is("ENFILE"))) {
				throw error;
			}
			logger.debug("%s cannot be locked".formatted(directory), ex);
		}
		return new DirectoryLock(opened);
	}

	private static boolean lock(Fd directory, long deadline) throws IOException {
		int number = directory.acquire();
		try {
			while (Native.LIBC.flock(number, LOCK_EX | LOCK_NB) != 0) {
				int errno = Native.errno();
				if (errno != EAGAIN && errno != EINTR) {
					throw new ErrnoException("flock", errno);
				}
				if (System.nanoTime() - deadline > 0) {
					return false;
				}
				LockSupport.parkNanos(PAUSE);
			}
			return true;
		}
		finally {
			directory.release();
		}
	}

	@Override
	public void close() {
		if (this.directory != null) {
			this.directory.close();
		}
	}

}
