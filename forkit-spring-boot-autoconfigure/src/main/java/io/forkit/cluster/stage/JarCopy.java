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
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipException;

/**
 * Copies a jar with the files that it names relative to itself in the {@code Class-Path}
 * of its manifest, as the jar has that Boot's {@code jarmode=tools extract} makes.
 */
final class JarCopy {

	private JarCopy() {
	}

	/**
	 * Copy a jar.
	 * @param jar the jar
	 * @param directory an empty directory
	 * @return the copy of the jar, somewhere in the directory
	 * @throws IOException if that is not possible
	 */
	static Path copy(Path jar, Path directory) throws IOException {
		List<String> besides = besides(jar);
		// So deep that all of it is in the directory.
		Path place = directory;
		for (int up = besides.stream().mapToInt(JarCopy::levelsUp).max().orElse(0); up > 0; up--) {
			place = place.resolve("d");
		}
		Files.createDirectories(place);
		Path copy = copyFile(jar, place.resolve(jar.getFileName()));
		for (String name : besides) {
			Path source = jar.resolveSibling(name).normalize();
			Path target = place.resolve(name).normalize();
			if (Files.exists(source) && target.startsWith(directory)) {
				Files.createDirectories(target.getParent());
				copyOrLink(source, target);
			}
		}
		return copy;
	}

	private static void copyOrLink(Path source, Path target) throws IOException {
		try {
			if (Files.isDirectory(source)) {
				Files.createSymbolicLink(target, source.toAbsolutePath());
			}
			else {
				copyFile(source, target);
			}
		}
		catch (FileAlreadyExistsException ex) {
			// It is named twice.
		}
	}

	private static Path copyFile(Path source, Path target) throws IOException {
		Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES);
		Map<String, Object> owner = Files.readAttributes(source, "unix:uid,gid");
		if (StageDirectory.isRoot()) {
			// Whoever may read the one may read the other: workers may be other users.
			Files.setAttribute(target, "unix:uid", owner.get("uid"), LinkOption.NOFOLLOW_LINKS);
			Files.setAttribute(target, "unix:gid", owner.get("gid"), LinkOption.NOFOLLOW_LINKS);
		}
		return target;
	}

	private static List<String> besides(Path jar) throws IOException {
		try (JarFile file = new JarFile(jar.toFile(), false)) {
			Manifest manifest = file.getManifest();
			String classPath = (manifest != null) ? manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH)
					: null;
			return (classPath == null) ? List.of()
					: Stream.of(classPath.trim().split("\\s+"))
						.filter(JarCopy::isRelative)
						.map(JarCopy::decode)
						.toList();
		}
	}

	/**
	 * Check a jar.
	 * @param jar the jar
	 * @throws NoJarException if it is none, or a part of one
	 * @throws IOException if it cannot be read
	 */
	static void requireJar(Path jar) throws IOException {
		try (JarFile file = new JarFile(jar.toFile(), false)) {
			if (file.getManifest() == null) {
				throw new NoJarException("'%s' has no manifest".formatted(jar), null);
			}
		}
		catch (ZipException ex) {
			throw new NoJarException("'%s' is no jar, or only a part of one (%s)".formatted(jar, ex.getMessage()), ex);
		}
	}

	private static boolean isRelative(String entry) {
		return !entry.isEmpty() && !entry.startsWith("/") && !entry.matches("[A-Za-z][A-Za-z0-9+.-]*:.*");
	}

	/** They are URLs. */
	private static String decode(String entry) {
		String path = URI.create(entry).getPath();
		return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
	}

	private static int levelsUp(String name) {
		int level = 0;
		int lowest = 0;
		for (String part : name.split("/")) {
			if (part.equals("..")) {
				level--;
			}
			else if (!part.isEmpty() && !part.equals(".")) {
				level++;
			}
			lowest = Math.min(lowest, level);
		}
		return -lowest;
	}

}
