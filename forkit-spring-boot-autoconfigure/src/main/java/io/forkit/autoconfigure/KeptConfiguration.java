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

package io.forkit.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.forkit.cluster.WorkerIdentity;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The configuration files that the workers of one version were ready with. Workers read
 * the files themselves, and keep a copy when they are ready. When a later version was
 * tried, what is in the files may belong to that: then workers of this one read what was
 * kept.
 * <p>
 * Thread-safe.
 */
final class KeptConfiguration {

	private static final Log logger = LogFactory.getLog(KeptConfiguration.class);

	private static final FileAttribute<Set<PosixFilePermission>> OWNER = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

	private static final KeptConfiguration NONE = new KeptConfiguration(null, false);

	private final @Nullable Path directory;

	private final boolean held;

	/** What was read, to be kept. */
	private final Map<Path, byte[]> contents = new ConcurrentHashMap<>();

	private volatile @Nullable String unreadable;

	/**
	 * Create a configuration.
	 * @param directory where it is kept; {@code null} if it is not
	 * @param held whether what is kept is to be read
	 */
	KeptConfiguration(@Nullable Path directory, boolean held) {
		this.directory = directory;
		this.held = held;
	}

	/**
	 * Return that of this process.
	 * @return one that keeps nothing if this is no worker
	 */
	static KeptConfiguration ofThisProcess() {
		return Holder.INSTANCE;
	}

	private static KeptConfiguration from(Map<String, String> environment) {
		String directory = environment.get(WorkerIdentity.CONFIGURATION_VARIABLE);
		// Who was started by a worker inherits the variables.
		if (directory == null || WorkerIdentity.ofThisProcess() == null) {
			return NONE;
		}
		return new KeptConfiguration(Path.of(directory),
				Boolean.parseBoolean(environment.get(WorkerIdentity.CONFIGURATION_HELD_VARIABLE)));
	}

	/**
	 * Return whether there is a place to keep something.
	 * @return whether there is
	 */
	boolean isActive() {
		return this.directory != null;
	}

	/**
	 * Read a file, or what was kept of it.
	 * @param file the file
	 * @return its contents
	 * @throws IOException if it cannot be read
	 */
	byte[] read(Path file) throws IOException {
		Path absolute = file.toAbsolutePath().normalize();
		Path copy = copy(absolute);
		if (this.held && copy != null && Files.isRegularFile(copy)) {
			return Files.readAllBytes(copy);
		}
		byte[] read = Files.readAllBytes(absolute);
		if (copy != null && !this.held) {
			this.contents.put(absolute, read);
		}
		return read;
	}

	/**
	 * What is in a file makes no sense.
	 * @param file what to call the file
	 */
	void cannotRead(String file) {
		this.unreadable = file;
	}

	/**
	 * Return the file that makes no sense.
	 * @return what to call it; {@code null} if there is none
	 */
	@Nullable String unreadable() {
		return this.unreadable;
	}

	private @Nullable Path copy(Path file) {
		return (this.directory != null) ? this.directory.resolve(file.getRoot().relativize(file)) : null;
	}

	/** The application is ready: keep what it was started with. */
	void keep() {
		Path parent = (this.directory != null) ? this.directory.getParent() : null;
		try {
			// Nobody else may have made it where something has cleaned up.
			if (parent != null && Files.isDirectory(parent)) {
				for (Map.Entry<Path, byte[]> file : this.contents.entrySet()) {
					keep(file.getKey(), file.getValue());
				}
			}
		}
		catch (IOException ex) {
			logger.warn("The configuration files cannot be kept for the time after a reload that has failed: " + ex);
		}
		this.contents.clear();
	}

	private void keep(Path file, byte[] content) throws IOException {
		Path copy = copy(file);
		if (copy == null) {
			return;
		}
		// Only for its owner: there may be passwords in it.
		Files.createDirectories(copy.getParent(), OWNER);
		Path written = Files.createTempFile(copy.getParent(), "", ".new");
		try {
			Files.write(written, content);
			Files.move(written, copy, StandardCopyOption.ATOMIC_MOVE);
		}
		finally {
			Files.deleteIfExists(written);
		}
	}

	/**
	 * Only when it is asked for.
	 */
	private static final class Holder {

		private static final KeptConfiguration INSTANCE = from(System.getenv());

	}

}
