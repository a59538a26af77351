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

package io.forkit.process.engine;

import java.io.File;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Text as the JDK has to be given it, so that a program gets UTF-8 whatever the locale of
 * this JVM is. On Windows text is not made of bytes, and is given as it is.
 */
final class JdkText {

	/** The character set in which the JDK passes text on, or {@code null} on Windows. */
	static final @Nullable Charset CHARSET = charset();

	private JdkText() {
	}

	private static @Nullable Charset charset() {
		if (File.separatorChar == '\\') {
			return null;
		}
		// See JEP 400.
		int defaultIsUtf8 = 18;
		return (Runtime.version().feature() < defaultIsUtf8) ? Charset.defaultCharset()
				: Charset.forName(System.getProperty("sun.jnu.encoding"));
	}

	/**
	 * Return text that becomes the given bytes, as far as that is possible.
	 * @param bytes what the program shall get
	 * @return what to give to the JDK
	 */
	static String of(byte[] bytes) {
		return new String(bytes, (CHARSET != null) ? CHARSET : StandardCharsets.UTF_8);
	}

	/**
	 * Return text that becomes the given one in UTF-8.
	 * @param text what the program shall get
	 * @return what to give to the JDK, or {@code null} if there is no such text
	 */
	static @Nullable String of(String text) {
		if (CHARSET == null) {
			return text;
		}
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		String given = of(bytes);
		return Arrays.equals(given.getBytes(CHARSET), bytes) ? given : null;
	}

}
