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

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

import io.forkit.process.child.ClassDataMain;
import io.forkit.process.child.ForkedMain;
import org.jspecify.annotations.Nullable;

/**
 * The command of a forked JVM, as far as an archive of class data depends on it: the
 * launcher, the flags and the class path.
 *
 * @param words the launcher and the flags, without those that name the main class
 * @param classPath the class path
 * @param launcher what finds the main class, if it is not the JVM itself
 * @param forked the class that is forked, or {@code null} if that is not known yet
 */
record ClassDataCommand(List<String> words, String classPath, @Nullable String launcher, @Nullable String forked) {

	// Who says such things wants other classes, or has an archive already; an agent may
	// change classes.
	private static final Pattern EXCLUDED = Pattern.compile("-Xshare.*|-Xlog:cds.*|-javaagent.*|-agent.*|@.*"
			+ "|-XX:(?:Shared|ArchiveClasses|AOT|DumpLoaded|[+-]AutoCreateShared|[+-]UseShared|Flags=|VMOptionsFile).*"
			+ "|--patch-module.*|--upgrade-module-path.*|--limit-modules.*|--module-path.*|-p|-Xbootclasspath.*");

	private static final String LOADER_MAIN = "-Dloader.main=";

	/**
	 * Take a command apart.
	 * @param command the command, as {@link ForkedClass} makes it
	 * @return the parts, or {@code null} if there can be no archive for it
	 */
	static @Nullable ClassDataCommand of(List<String> command) {
		int path = command.lastIndexOf("-cp");
		for (int i = 1; i < path; i++) {
			if (EXCLUDED.matcher(command.get(i)).matches()) {
				return null;
			}
		}
		boolean launched = command.get(path - 1).startsWith(LOADER_MAIN);
		List<String> words = List.copyOf(command.subList(0, launched ? path - 1 : path));
		String main = launched ? command.get(path - 1).substring(LOADER_MAIN.length()) : command.get(path + 2);
		String forked = main.equals(ForkedMain.class.getName()) ? command.get(path + 3) : null;
		return new ClassDataCommand(words, command.get(path + 1), launched ? command.get(path + 2) : null, forked);
	}

	/**
	 * Return the command of a JVM that writes the archive.
	 * @param archive the file
	 * @return the command, or {@code null} if there is nothing that can be archived
	 */
	@Nullable List<String> writing(Path archive) {
		String jars = jars();
		if (jars.isEmpty()) {
			return null;
		}
		List<String> command = new ArrayList<>(this.words);
		command.add(1, "-XX:ArchiveClassesAtExit=" + archive);
		if (this.launcher != null) {
			command.add(LOADER_MAIN + ClassDataMain.class.getName());
		}
		command.add("-cp");
		command.add(jars);
		command.add((this.launcher != null) ? this.launcher : ClassDataMain.class.getName());
		if (this.forked != null) {
			command.add(this.forked);
		}
		return command;
	}

	/**
	 * Return the class path as far as it consists of jars only. A JVM writes no archive
	 * with directories, but uses one although there are others behind the jars.
	 */
	private String jars() {
		List<String> jars = new ArrayList<>();
		for (String element : this.classPath.split(File.pathSeparator)) {
			if (!Files.isRegularFile(Path.of(element))) {
				break;
			}
			jars.add(element);
		}
		return String.join(File.pathSeparator, jars);
	}

	/**
	 * Return a name for the archive that no other JDK, other flags or other jars have.
	 * @return the name of a file
	 * @throws IOException if something is missing
	 */
	String archiveName() throws IOException {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			for (String word : this.words) {
				// A system property changes no class.
				add(digest, word.startsWith("-D") ? "" : word);
			}
			Path home = Path.of(this.words.get(0)).toRealPath().getParent().getParent();
			add(digest, state(home.resolve("lib/modules")) + state(home.resolve("release")));
			for (String jar : jars().split(File.pathSeparator)) {
				add(digest, state(Path.of(jar)));
			}
			return "forkit-" + HexFormat.of().formatHex(digest.digest(), 0, 16);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String state(Path file) throws IOException {
		return file + ":" + Files.size(file) + ":" + Files.getLastModifiedTime(file).toMillis();
	}

	private static void add(MessageDigest digest, String text) {
		digest.update(text.getBytes(StandardCharsets.UTF_8));
		digest.update((byte) 0);
	}

}
