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

package io.forkit.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.http.HttpStatus;
import org.springframework.util.FileSystemUtils;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;

/**
 * A file that was uploaded, in a directory of its own that only this user can read. To be
 * closed, which deletes both. What the client calls the file is not used as its name.
 * <p>
 * The directory is in the one for temporary files, which all workers have in common: an
 * upload can be {@linkplain #discard discarded} in any of them.
 */
final class Upload implements AutoCloseable {

	private static final String NAME = "upload";

	private final String prefix;

	private final Path directory;

	private Upload(String prefix, Path directory) {
		this.prefix = prefix;
		this.directory = directory;
	}

	/**
	 * Take a file over.
	 * @param file the file
	 * @param prefix what the name of the directory begins with
	 * @return the upload
	 * @throws ResponseStatusException if there is nothing in the file
	 * @throws IOException if it cannot be stored
	 */
	static Upload receive(MultipartFile file, String prefix) throws IOException {
		if (file.isEmpty()) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "'file' must not be empty");
		}
		Upload upload = new Upload(prefix, Files.createTempDirectory(prefix));
		try {
			file.transferTo(upload.file());
			return upload;
		}
		catch (IOException | RuntimeException ex) {
			upload.close();
			throw ex;
		}
	}

	/**
	 * Delete the file of an upload of which only the id is known.
	 * @param prefix what the name of its directory begins with
	 * @param id the id, digits only
	 * @return {@code false} if there is no such file
	 * @throws IOException if it cannot be deleted
	 */
	static boolean discard(String prefix, String id) throws IOException {
		return Files.deleteIfExists(Path.of(System.getProperty("java.io.tmpdir"), prefix + id, NAME));
	}

	/**
	 * The part of the directory's name that no other upload has.
	 * @return digits
	 */
	String id() {
		return this.directory.getFileName().toString().substring(this.prefix.length());
	}

	Path directory() {
		return this.directory;
	}

	Path file() {
		return this.directory.resolve(NAME);
	}

	boolean isDiscarded() {
		return Files.notExists(file());
	}

	@Override
	public void close() throws IOException {
		FileSystemUtils.deleteRecursively(this.directory);
	}

}
