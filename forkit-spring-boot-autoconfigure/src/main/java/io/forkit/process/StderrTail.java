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

/**
 * The end of what a program wrote to stderr, where the reason of a failure usually is.
 */
final class StderrTail {

	private static final int MAX_LENGTH = 1_000;

	private StderrTail() {
	}

	static String of(Invocation invocation, ProcessResult result) {
		String text = invocation.masks().maskText(result.stderr().strip());
		if (text.isEmpty()) {
			return "";
		}
		int start = text.length() - MAX_LENGTH;
		return "; stderr: " + ((start > 0) ? "..." + text.substring(start) : text);
	}

}
