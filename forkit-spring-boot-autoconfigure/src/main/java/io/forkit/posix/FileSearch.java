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
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * Finds the descriptor of a file channel by a lock on a byte where no file has one: the
 * system shows a lock at the very descriptor, or its duplicates, through which it was
 * made.
 */
final class FileSearch {

	private static final long BEYOND_ALL_FILES = 1L << 62;

	private FileSearch() {
	}

	static Fd duplicate(FileChannel channel) throws IOException {
		long position = ThreadLocalRandom.current().nextLong(BEYOND_ALL_FILES, Long.MAX_VALUE - 1);
		FileLock lock = lock(channel, position);
		if (lock == null) {
			throw ChannelDescriptors.uncertain(channel, "another process has locked the file");
		}
		try {
			for (int number : OpenDescriptors.numbers()) {
				if (!OpenDescriptors.isSocketOrAnonymous(number) && hasLock(number, position)) {
					refuseLocks(OpenDescriptors.processLocks(number).size() - 1);
					Fd duplicate = OpenDescriptors.duplicate(number);
					if (hasLock(duplicate, position)) {
						return duplicate;
					}
					duplicate.close();
				}
			}
		}
		finally {
			release(lock);
		}
		throw ChannelDescriptors.uncertain(channel, "no descriptor of this process shows a lock made through it");
	}

	private static void release(FileLock lock) {
		try {
			lock.release();
		}
		catch (IOException ex) {
			// The channel was closed, and the lock with it.
		}
	}

	private static @Nullable FileLock lock(FileChannel channel, long position) throws IOException {
		try {
			return lock(channel, position, true);
		}
		catch (NonReadableChannelException ex) {
			return lock(channel, position, false);
		}
	}

	private static @Nullable FileLock lock(FileChannel channel, long position, boolean shared) throws IOException {
		try {
			return channel.tryLock(position, 1, shared);
		}
		catch (OverlappingFileLockException ex) {
			throw locked(ex);
		}
	}

	private static boolean hasLock(Fd fd, long position) throws IOException {
		int number = fd.acquire();
		try {
			return hasLock(number, position);
		}
		finally {
			fd.release();
		}
	}

	private static boolean hasLock(int number, long position) {
		String range = " " + position + " " + position;
		List<String> locks = OpenDescriptors.processLocks(number);
		return locks.stream().anyMatch((lock) -> lock.endsWith(range));
	}

	static void refuseLocks(int count) {
		if (count > 0) {
			throw locked(null);
		}
	}

	private static IllegalStateException locked(@Nullable Throwable cause) {
		return new IllegalStateException(
				"The file must not be locked by this process: the system drops all its locks "
						+ "on the file as soon as a duplicate of the descriptor is closed. Release the lock first",
				cause);
	}

}
