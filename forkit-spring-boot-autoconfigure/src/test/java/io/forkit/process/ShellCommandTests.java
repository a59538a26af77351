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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ShellCommand}.
 */
class ShellCommandTests {

	static final List<String> NASTY = List.of("", " ", "a b", "; rm -rf /", "$(id)", "`id`", "$HOME", "'", "''", "\"",
			"it's", "a'b'c", "\\", "\\'", "'\\''", "\n", "a\nb\n", "\t", "*", "?", "[a-z]", "~", "{}", "{a,b}", "!!",
			"#x", "-n", "--", "|", "&&", "&", ">", "<", "(", ")", "$", "$$", "${x}", "$'x'", "%s", "\r", "\u0001",
			"\u007f", "\u00fc\u00df\u20ac\ud83d\ude00", "'; touch /tmp/owned; '", "\n'; id; '\n", "\\\n");

	@Test
	void withoutArgumentsTheCommandIsUsedVerbatim() {
		assertThat(ShellCommand.expand("find . -name {} '{}' \"", List.of())).isEqualTo("find . -name {} '{}' \"");
	}

	@Test
	void placeholdersAreReplacedInOrder() {
		assertThat(ShellCommand.expand("grep -c {} *.log > x{}y", List.of("it's", "b")))
			.isEqualTo("grep -c 'it'\\''s' *.log > x'b'y");
	}

	@Test
	void placeholdersInArgumentsAreNotReplaced() {
		assertThat(ShellCommand.expand("echo {} {}", List.of("{}", "x"))).isEqualTo("echo '{}' 'x'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "awk '{}' {}", "echo \"{}\" {}", "echo \\{} {}", "echo `{}` {}", "echo '#' {} # {}",
			"# it's {}\necho {}", "echo a'b'\\'{} '{}'", "echo \"\\\"{}\" {}" })
	void quotedPlaceholdersAreLeftAlone(String command) {
		String expanded = ShellCommand.expand(command, List.of("X"));
		assertThat(expanded).contains("'X'").contains("{}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cat <<EOF\n{}\nEOF", "echo $(({}))", "echo ${}", "echo $'a' {}",
			"echo \"$(echo \"{}\")\"", "echo \"${x:-\"{}\"}\"", "echo \"`echo \"{}\"`\"" })
	void placeholdersThatQuotingCannotProtectAreRefused(String command) {
		assertThatIllegalArgumentException().isThrownBy(() -> ShellCommand.expand(command, List.of("X")))
			.withMessageContaining("quoting cannot protect");
	}

	@Test
	void differentCountsAreRefusedAndNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> ShellCommand.expand("echo {}", List.of("a", "b")))
			.withMessageContaining("1 placeholder {}")
			.withMessageContaining("2 arguments were given")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("quotes"));
		assertThatIllegalArgumentException().isThrownBy(() -> ShellCommand.expand("grep '{}' f", List.of("a")))
			.withMessageContaining("0 placeholders {}")
			.withMessageContaining("1 argument was given; {} in quotes is no placeholder");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void theShellReadsEachArgumentAsOneLiteralWord() {
		try (ProcessTemplate processes = ProcessTemplate.create()) {
			for (String word : NASTY) {
				assertThat(processes.exec("printf '%s|%s' {} pre{}post", word, word).run().stdout())
					.isEqualTo(word + "|pre" + word + "post");
			}
			Object[] all = NASTY.toArray();
			String placeholders = " {}".repeat(all.length);
			assertThat(processes.exec("printf '%s\\0'" + placeholders, all).run().stdout())
				.isEqualTo(String.join("\0", NASTY) + "\0");
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void theShellReadsRandomArgumentsAsLiteralWords() {
		Random random = new Random(42);
		String alphabet = "ab '\"\\$`(){}[]<>|&;#*?~!\n\t%-=\u00e9\u20ac";
		try (ProcessTemplate processes = ProcessTemplate.create()) {
			for (int round = 0; round < 20; round++) {
				List<String> words = new ArrayList<>();
				for (int i = 0; i < 50; i++) {
					StringBuilder word = new StringBuilder();
					for (int length = random.nextInt(12); length > 0; length--) {
						word.append(alphabet.charAt(random.nextInt(alphabet.length())));
					}
					words.add(word.toString());
				}
				byte[] output = processes.exec("printf '%s\\0'" + " {}".repeat(words.size()), words.toArray())
					.run()
					.stdoutBytes();
				assertThat(new String(output, StandardCharsets.UTF_8)).isEqualTo(String.join("\0", words) + "\0");
			}
		}
	}

}
