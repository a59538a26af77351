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

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Whether this machine has what the native code needs: Linux 5.4 or newer (for pidfds)
 * with glibc 2.34 or newer, on x86_64 or aarch64.
 *
 * @since 0.1.0
 */
public final class PosixSupport {

	private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");

	private PosixSupport() {
	}

	/**
	 * Return why native calls cannot be used here. Loads the native library at the first
	 * call.
	 * @return the reason as a clause, or {@code null} if they can be used
	 */
	public static @Nullable String missing() {
		return Answer.MISSING;
	}

	private static @Nullable String findMissing() {
		String os = System.getProperty("os.name");
		if (!"Linux".equals(os)) {
			return "the operating system is " + os + " and not Linux";
		}
		String architecture = System.getProperty("os.arch");
		if (!"amd64".equals(architecture) && !"aarch64".equals(architecture)) {
			return "the processor architecture is " + architecture + " and neither amd64 nor aarch64";
		}
		String kernel = System.getProperty("os.version", "");
		if (!isAtLeast(kernel, 5, 4)) {
			return "the kernel is Linux " + kernel + " and older than 5.4";
		}
		return missingLibrary();
	}

	static boolean isAtLeast(String version, int major, int minor) {
		Matcher numbers = VERSION.matcher(version);
		if (!numbers.lookingAt()) {
			return false;
		}
		int actualMajor = Integer.parseInt(numbers.group(1));
		return actualMajor > major || (actualMajor == major && Integer.parseInt(numbers.group(2)) >= minor);
	}

	private static @Nullable String missingLibrary() {
		try {
			String version = Native.LIBC.gnu_get_libc_version();
			return isAtLeast(version, 2, 34) ? null : "the C library is glibc " + version + " and older than 2.34";
		}
		catch (UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError ex) {
			return "the C library is not glibc, or the native access library cannot be loaded (" + ex + ")";
		}
	}

	/**
	 * Found out once: after a failure a second attempt to load would fail for another
	 * reason, which tells nothing.
	 */
	private static final class Answer {

		static final @Nullable String MISSING = findMissing();

	}

}
