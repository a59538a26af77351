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
		assertThat(CommandText.describe(List.of("git", "rev-parse", "--verify", "a/b.c=d")))
			.isEqualTo("git rev-parse --verify a/b.c=d");
	}

	@Test
	void otherWordsAreQuotedForTheShell() {
		assertThat(CommandText.describe(List.of("echo", "", "a b", "it's"))).isEqualTo("echo '' 'a b' 'it'\\''s'");
	}

	@Test
	void controlCharactersCannotForgeLines() {
		assertThat(CommandText.describe(List.of("echo", "a\nb\r\t\u001b'\\")))
			.isEqualTo("echo $'a\\nb\\r\\t\\u001b\\'\\\\'");
	}

	@Test
	void longCommandsAreCut() {
		assertThat(CommandText.describe(List.of("a".repeat(5_000)))).hasSizeLessThan(1_100)
			.endsWith("... (4000 more characters)");
	}

}
