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

package io.forkit.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The last lines that were written to a stream, for people. Thread-safe.
 */
final class LastWords {

	/** How many of the last bytes are looked at. */
	static final int MAX_BYTES = 8 * 1024;

	private static final int MAX_LINES = 15;

	private static final int MAX_CHARACTERS = 1200;

	/** Where in the code it was is in the output itself. */
	private static final Pattern STACK_FRAME = Pattern
		.compile("\\s+(at .*|\\.\\.\\. \\d+ (more|common frames omitted))");

	/** That a JVM says at each start. */
	private static final Pattern OPTIONS = Pattern.compile("(NOTE: )?Picked up \\S*OPTIONS: .*");

	/** Of a terminal, and all else that cannot be seen. */
	private static final Pattern CONTROLS = Pattern.compile("\\u001B\\[[0-9;]*m|[\\p{Cntrl}&&[^\t]]");

	private final byte[] ring = new byte[MAX_BYTES];

	private long count;

	/**
	 * Add what was written.
	 * @param bytes the bytes, which are not consumed
	 */
	synchronized void add(ByteBuffer bytes) {
		ByteBuffer added = bytes.duplicate();
		while (added.hasRemaining()) {
			this.ring[(int) (this.count++ % MAX_BYTES)] = added.get();
		}
	}

	/**
	 * Return the last lines.
	 * @return the lines, without those of stack traces; {@code null} if there are none
	 */
	synchronized @Nullable String text() {
		int length = (int) Math.min(this.count, MAX_BYTES);
		byte[] last = new byte[length];
		for (int i = 0; i < length; i++) {
			last[i] = this.ring[(int) ((this.count - length + i) % MAX_BYTES)];
		}
		String text = new String(last, StandardCharsets.UTF_8);
		// The first line may be a part of one.
		return text(((this.count > length) ? text.substring(text.indexOf('\n') + 1) : text).lines()
			.filter((line) -> !STACK_FRAME.matcher(line).matches() && !OPTIONS.matcher(line).matches())
			.map((line) -> CONTROLS.matcher(line).replaceAll("").stripTrailing())
			.toList());
	}

	private static @Nullable String text(List<String> lines) {
		String text = String.join("\n", lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size())).strip();
		if (text.isEmpty()) {
			return null;
		}
		return (text.length() <= MAX_CHARACTERS) ? text : "…" + text.substring(text.length() - MAX_CHARACTERS + 1);
	}

}
