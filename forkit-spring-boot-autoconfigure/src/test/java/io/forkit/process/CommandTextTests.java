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

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CommandText}.
 */
class CommandTextTests {

	@Test
	void plainWordsAreNotQuoted() {
		assertThat(describe(List.of("git", "rev-parse", "--verify", "a/b.c=d")))
			.isEqualTo("git rev-parse --verify a/b.c=d");
	}

	@Test
	void otherWordsAreQuotedForTheShell() {
		assertThat(describe(List.of("echo", "", "a b", "it's"))).isEqualTo("echo '' 'a b' 'it'\\''s'");
	}

	@Test
	void controlCharactersCannotForgeLines() {
		assertThat(describe(List.of("echo", "a\nb\r\t\u001b'\\"))).isEqualTo("echo $'a\\nb\\r\\t\\u001b\\'\\\\'");
	}

	@Test
	void longCommandsAreCut() {
		assertThat(describe(List.of("a".repeat(5_000)))).hasSizeLessThan(1_100).endsWith("... (4000 more characters)");
	}

	private static String describe(List<String> command) {
		return CommandText.describe(command, SecretMasks.DEFAULTS);
	}

}
