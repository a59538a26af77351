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
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.UnaryOperator;

/**
 * A jar of the demo of which tests put other versions in its place.
 */
final class DemoVersions {

	private static final String IMPORTS = "BOOT-INF/classes/META-INF/spring/"
			+ "org.springframework.boot.autoconfigure.AutoConfiguration.imports";

	private final Path directory;

	private final Path jar;

	/**
	 * Copy the demo.
	 * @param directory where to
	 */
	DemoVersions(Path directory) {
		this.directory = directory;
		this.jar = directory.resolve("app.jar");
		try {
			Files.copy(DemoCommand.jar(), this.jar);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Path jar() {
		return this.jar;
	}

	/**
	 * Add to the jar what somebody else refers to, before it is started.
	 * @param addition a class
	 * @return this object
	 */
	DemoVersions with(Class<?> addition) {
		try (FileSystem files = FileSystems.newFileSystem(this.jar)) {
			add(files, addition);
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Overwrite the jar in place, as {@code cp} does.
	 * @param addition what the other version has besides
	 */
	void overwrite(Class<?> addition) {
		overwrite((files) -> {
			add(files, addition);
			enable(files, addition);
		});
	}

	/**
	 * Overwrite the jar by one with another manifest.
	 * @param edit makes the other one
	 */
	void overwriteManifest(UnaryOperator<String> edit) {
		overwrite((files) -> {
			Path manifest = files.getPath("META-INF/MANIFEST.MF");
			Files.writeString(manifest, edit.apply(Files.readString(manifest)));
		});
	}

	/** Overwrite the jar by its first half. */
	void truncate() {
		try (FileChannel channel = FileChannel.open(this.jar, StandardOpenOption.WRITE)) {
			channel.truncate(channel.size() / 2);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void overwrite(Edit edit) {
		try {
			Path version = Files.copy(DemoCommand.jar(), this.directory.resolve("next.jar"),
					StandardCopyOption.REPLACE_EXISTING);
			try (FileSystem files = FileSystems.newFileSystem(version)) {
				edit.edit(files);
			}
			try (InputStream in = Files.newInputStream(version);
					OutputStream out = Files.newOutputStream(this.jar, StandardOpenOption.WRITE,
							StandardOpenOption.TRUNCATE_EXISTING)) {
				in.transferTo(out);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void add(FileSystem files, Class<?> addition) throws IOException {
		String name = addition.getName().replace('.', '/') + ".class";
		Path target = files.getPath("BOOT-INF/classes/" + name);
		Files.createDirectories(target.getParent());
		try (InputStream in = addition.getResourceAsStream('/' + name)) {
			Files.copy(in, target);
		}
	}

	private static void enable(FileSystem files, Class<?> addition) throws IOException {
		Path imports = files.getPath(IMPORTS);
		Files.createDirectories(imports.getParent());
		Files.writeString(imports, addition.getName() + "\n");
	}

	/**
	 * Makes another version of a jar.
	 */
	@FunctionalInterface
	private interface Edit {

		void edit(FileSystem files) throws IOException;

	}

}
