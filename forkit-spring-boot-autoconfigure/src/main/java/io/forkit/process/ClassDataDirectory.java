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
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Where archives of class data are kept. What is in them is run, so nobody else may be
 * able to write there.
 */
final class ClassDataDirectory {

	private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

	private static final Duration UNUSED = Duration.ofDays(30);

	private static final Duration UNFINISHED = Duration.ofHours(1);

	private static final String ARCHIVE = ".jsa";

	private static final String PART = ".part";

	private final Path path;

	ClassDataDirectory(@Nullable Path chosen) {
		this.path = ((chosen != null) ? chosen : standard()).toAbsolutePath();
	}

	private static Path standard() {
		String cache = System.getenv("XDG_CACHE_HOME");
		if (cache != null && cache.startsWith("/")) {
			return Path.of(cache, "forkit");
		}
		return Path.of(System.getProperty("java.io.tmpdir"), "forkit-" + System.getProperty("user.name"));
	}

	/**
	 * Return an archive if it is there, and note that it is used.
	 * @param name its name
	 * @return the archive or {@code null}
	 * @throws IOException if the directory is not safe
	 */
	@Nullable Path find(String name) throws IOException {
		Path archive = this.path.resolve(name + ARCHIVE);
		if (!Files.exists(archive, LinkOption.NOFOLLOW_LINKS)) {
			return null;
		}
		check();
		Files.setLastModifiedTime(archive, FileTime.from(Instant.now()));
		return archive;
	}

	/**
	 * Return the name of a file to write an archive to. Makes the directory, and removes
	 * from it what was not used for long.
	 * @param name the name of the archive
	 * @return the file, which does not exist
	 * @throws IOException if there is no directory and none can be made, or it is not
	 * safe
	 */
	Path begin(String name) throws IOException {
		Path parent = this.path.getParent();
		if (parent != null) {
			Files.createDirectories(parent);
		}
		try {
			Files.createDirectory(this.path, PosixFilePermissions.asFileAttribute(PRIVATE));
		}
		catch (FileAlreadyExistsException ex) {
			// It is checked below, in both cases.
		}
		check();
		removeOlder("*" + ARCHIVE, UNUSED);
		removeOlder("*" + PART, UNFINISHED);
		Path part = Files.createTempFile(this.path, name, PART);
		// The JVM replaces no file in every release.
		Files.delete(part);
		return part;
	}

	/**
	 * Give an archive its name. Others who have made the same do no harm.
	 * @param part the file
	 * @param name the name
	 * @return the archive
	 * @throws IOException if that is not possible
	 */
	Path finish(Path part, String name) throws IOException {
		return Files.move(part, this.path.resolve(name + ARCHIVE), StandardCopyOption.ATOMIC_MOVE);
	}

	private void check() throws IOException {
		PosixFileAttributes attributes = Files.readAttributes(this.path, PosixFileAttributes.class,
				LinkOption.NOFOLLOW_LINKS);
		Object owner = Files.getAttribute(this.path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
		if (!attributes.isDirectory() || !owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
			throw new IOException(this.path + " is no directory of the user who runs this JVM");
		}
		if (attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
				|| attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
			throw new IOException(this.path + " can be written by others, as its permissions are "
					+ PosixFilePermissions.toString(attributes.permissions()));
		}
	}

	private void removeOlder(String pattern, Duration age) throws IOException {
		FileTime limit = FileTime.from(Instant.now().minus(age));
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.path, pattern)) {
			for (Path file : files) {
				if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).compareTo(limit) < 0) {
					Files.deleteIfExists(file);
				}
			}
		}
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
