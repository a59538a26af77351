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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * The jar that workers run from: a copy, or the one that the primary was started with.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class StagedJar implements AutoCloseable {

	/** The jar itself. */
	public static final StagedJar ORIGINAL = new StagedJar(null, null);

	private static final Log logger = LogFactory.getLog(StagedJar.class);

	private static final String CONFIGURATION = ".configuration";

	private final @Nullable Path directory;

	private final @Nullable Path copy;

	private volatile boolean closed;

	private volatile boolean holdsConfiguration;

	private StagedJar(@Nullable Path directory, @Nullable Path copy) {
		this.directory = directory;
		this.copy = copy;
	}

	static StagedJar of(Path directory, Path copy) {
		return new StagedJar(directory, copy);
	}

	/**
	 * Return the copy.
	 * @return its absolute path, {@code null} if workers run from the jar itself, also
	 * because somebody has removed the copy
	 */
	public @Nullable Path path() {
		if (this.copy == null) {
			return null;
		}
		if (!Files.isReadable(this.copy)) {
			logger.error(("%s is gone, which is a copy of the jar that workers run from: "
					+ "the next one is started from the jar itself. Something cleans up there; "
					+ "let it leave the directories forkit-jar-* alone")
				.formatted(this.copy));
			return null;
		}
		return this.copy;
	}

	/**
	 * Return where workers keep the configuration files that they have started with.
	 * @return the directory, which may have to be made; {@code null} if there is no place
	 * for that, because workers run from the jar itself
	 */
	public @Nullable Path configuration() {
		return (this.directory != null && Files.isDirectory(this.directory)) ? this.directory.resolve(CONFIGURATION)
				: null;
	}

	/**
	 * From now on the configuration files that are there may be those of a later version:
	 * workers of this one read what was kept.
	 */
	public void holdConfiguration() {
		this.holdsConfiguration = this != ORIGINAL;
	}

	/**
	 * Return whether workers are to read the configuration files that were kept.
	 * @return whether they are
	 */
	public boolean holdsConfiguration() {
		return this.holdsConfiguration;
	}

	/** Show whoever cleans up what is old that the copy is in use. */
	void touch() {
		Path root = this.directory;
		if (root == null || !Files.exists(root)) {
			return;
		}
		try (Stream<Path> files = Files.walk(root)) {
			FileTime now = FileTime.from(Instant.now());
			for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
				// Only the time of access: that of the change belongs to the contents.
				Files.setAttribute(file, "lastAccessTime", now);
			}
		}
		catch (IOException | UncheckedIOException ex) {
			// Such as a file that is gone by now.
			logger.debug("The time of access of the files in " + root + " cannot be set", ex);
		}
	}

	/** Return whether the copy was removed because nobody needs it any more. */
	boolean isClosed() {
		return this.closed;
	}

	/** Remove the copy. */
	@Override
	public void close() {
		this.closed = this != ORIGINAL;
		if (this.directory != null) {
			try {
				FileSystemUtils.deleteRecursively(this.directory);
			}
			catch (IOException ex) {
				logger.warn("The copy of a jar cannot be removed: " + ex);
			}
		}
	}

	@Override
	public String toString() {
		return (this.copy != null) ? this.copy.toString() : "the jar itself";
	}

}
