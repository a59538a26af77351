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

package io.forkit.cluster.stage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * The directory of one primary for its copies. It is locked as long as that lives, so
 * that others can tell what a primary has left that was killed: a process id would say
 * nothing to a container that shares the file system.
 * <p>
 * Thread-safe.
 */
final class StageDirectory implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(StageDirectory.class);

	private static final String PREFIX = "forkit-jar-";

	private static final String LOCK = "lock";

	static final String STOPPED = "The cluster was stopped";

	/** One without a lock may be of a primary that is just making it. */
	private static final Duration BEGINNING = Duration.ofHours(1);

	private final Path temporary;

	private @Nullable Path root;

	private @Nullable FileChannel lock;

	private boolean closed;

	StageDirectory(Path temporary) {
		this.temporary = temporary;
	}

	static boolean isRoot() {
		try {
			return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
		}
		catch (IOException | UnsupportedOperationException ex) {
			return false;
		}
	}

	/**
	 * Make a directory for a generation.
	 * @param generation its number
	 * @return the directory, which is empty
	 * @throws IOException if it cannot be made
	 * @throws StageException if the cluster was stopped
	 */
	synchronized Path create(int generation) throws IOException {
		if (this.closed) {
			throw new StageException(STOPPED, null);
		}
		Path opened = (this.root != null) ? this.root : open();
		Path directory = Files.createTempDirectory(opened, generation + "-", permissions());
		setPermissions(directory);
		return directory;
	}

	private Path open() throws IOException {
		removeStale();
		Path created = Files.createTempDirectory(this.temporary, PREFIX, permissions());
		setPermissions(created);
		FileChannel channel = FileChannel.open(created.resolve(LOCK), StandardOpenOption.CREATE_NEW,
				StandardOpenOption.WRITE);
		try {
			channel.lock();
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
		this.lock = channel;
		this.root = created;
		return created;
	}

	private static FileAttribute<Set<PosixFilePermission>> permissions() {
		return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
	}

	/** Root may start workers as users that have to get at the copies. */
	private static void setPermissions(Path directory) throws IOException {
		if (isRoot()) {
			Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
		}
	}

	private void removeStale() {
		try (DirectoryStream<Path> others = Files.newDirectoryStream(this.temporary, PREFIX + "*")) {
			for (Path other : others) {
				removeIfStale(other);
			}
		}
		catch (IOException ex) {
			logger.debug("Nobody looks for what others have left in " + this.temporary, ex);
		}
	}

	private static void removeIfStale(Path directory) {
		try {
			if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
					|| !Files.getOwner(directory).equals(Files.getOwner(Path.of("/proc/self")))) {
				return;
			}
			Path file = directory.resolve(LOCK);
			if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? !isFree(file) : isYoung(directory)) {
				return;
			}
			FileSystemUtils.deleteRecursively(directory);
			logger.info("Removed %s, which a primary has left that was killed".formatted(directory));
		}
		catch (IOException ex) {
			logger.debug(directory + " is left as it is", ex);
		}
	}

	private static boolean isFree(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
				FileLock taken = channel.tryLock()) {
			return taken != null;
		}
		catch (OverlappingFileLockException ex) {
			// This very process has it.
			return false;
		}
	}

	private static boolean isYoung(Path directory) throws IOException {
		Instant made = Files.getLastModifiedTime(directory, LinkOption.NOFOLLOW_LINKS).toInstant();
		return made.isAfter(Instant.now().minus(BEGINNING));
	}

	synchronized boolean isClosed() {
		return this.closed;
	}

	/** To be called again if something was still written meanwhile. */
	@Override
	public synchronized void close() {
		this.closed = true;
		try {
			if (this.root != null) {
				FileSystemUtils.deleteRecursively(this.root);
			}
			if (this.lock != null) {
				this.lock.close();
			}
		}
		catch (IOException ex) {
			logger.warn("The copies of the jar cannot be removed: " + ex);
		}
	}

	@Override
	public String toString() {
		return String.valueOf((this.root != null) ? this.root : this.temporary);
	}

}
