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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.forkit.posix.JdkChannels;
import io.forkit.process.jvm.InheritedFlags;

/**
 * Begins the command of a forked JVM.
 */
final class JvmCommand {

	private static final int FIRST_TO_ASK_FOR_NATIVE_ACCESS = 22;

	private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");

	private JvmCommand() {
	}

	/**
	 * Return the program and its flags, without a class path.
	 * @param options what was said
	 * @return the words, to be added to
	 */
	static List<String> flags(ForkOptions options) {
		List<String> words = new ArrayList<>();
		words.add(options.execPath.toString());
		if (options.inheritJvmArgs) {
			words.addAll(InheritedFlags.ofThisJvm());
		}
		words.addAll(options.jvmArgs);
		words.add(JdkChannels.REQUIRED_FLAG);
		if (version(options.execPath) >= FIRST_TO_ASK_FOR_NATIVE_ACCESS) {
			words.add("--enable-native-access=ALL-UNNAMED");
		}
		return words;
	}

	/**
	 * Return what people need to see of it.
	 * @param options what was said
	 * @return the words, to be added to
	 */
	static List<String> shown(ForkOptions options) {
		List<String> words = new ArrayList<>();
		words.add(options.execPath.toString());
		words.addAll(options.jvmArgs);
		return words;
	}

	/**
	 * Return the version of a JVM by the file that each JDK has for that.
	 * @param java the launcher
	 * @return the version, that of this JVM if there is no such file
	 */
	static int version(Path java) {
		if (java.equals(ForkDefaults.STANDARD.java())) {
			return Runtime.version().feature();
		}
		try {
			Path home = java.toRealPath().getParent().getParent();
			Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
			if (version.find()) {
				return Integer.parseInt(version.group(1));
			}
		}
		catch (IOException | RuntimeException ex) {
			// Neither a JVM without it, nor one that is looked up in PATH, is a mistake.
		}
		return Runtime.version().feature();
	}

}
