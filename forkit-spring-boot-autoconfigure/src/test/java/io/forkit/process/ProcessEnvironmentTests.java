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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ProcessEnvironment}.
 */
class ProcessEnvironmentTests {

	@Test
	@EnabledOnOs(OS.LINUX)
	void inheritedIsExact() throws Exception {
		byte[] block = Files.readAllBytes(Path.of("/proc/self/environ"));
		assertThat(join(ProcessEnvironment.inherited())).isEqualTo(block);
		assertThat(ProcessEnvironment.inherited().get("PATH")).isEqualTo(System.getenv("PATH"));
	}

	@Test
	void everyByteSurvives() {
		byte[] block = new byte[600];
		int length = 0;
		for (byte b : "V=".getBytes(StandardCharsets.UTF_8)) {
			block[length++] = b;
		}
		for (int b = 1; b < 256; b++) {
			block[length++] = (byte) b;
		}
		block[length++] = 0;
		for (byte b : "no equals sign\0=odd\0\u00e9=1\0".getBytes(StandardCharsets.ISO_8859_1)) {
			block[length++] = b;
		}
		ProcessEnvironment environment = ProcessEnvironment.parse(Arrays.copyOf(block, length));
		assertThat(join(environment)).isEqualTo(Arrays.copyOf(block, length));
		assertThat(join(environment.with("A", "b").without("A"))).isEqualTo(Arrays.copyOf(block, length));
	}

	@Test
	void withReplacesAllOfTheName() {
		ProcessEnvironment environment = ProcessEnvironment.parse("A=1\0B=2\0A=3\0AB=4\0".getBytes());
		assertThat(environment.get("A")).isEqualTo("1");
		assertThat(text(environment.with("A", "\u20ac=x"))).containsExactly("B=2", "AB=4", "A=\u20ac=x");
		assertThat(environment.with("A", "\u20ac=x").get("A")).isEqualTo("\u20ac=x");
		assertThat(text(environment)).containsExactly("A=1", "B=2", "A=3", "AB=4");
	}

	@Test
	void withTakesManyInTheirOrder() {
		Map<String, String> variables = new LinkedHashMap<>();
		variables.put("B", "1");
		variables.put("A", "");
		assertThat(text(ProcessEnvironment.empty().with(variables))).containsExactly("B=1", "A=");
	}

	@Test
	void withoutTakesTheExactNameAndWithoutPrefixAll() {
		ProcessEnvironment environment = ProcessEnvironment.parse(
				"FORKIT_A=1\0FORK=2\0NODE_CHANNEL_FD=3\0X=FORKIT_\0NODE_CHANNEL_SERIALIZATION_MODE=json\0".getBytes());
		assertThat(text(environment.without("FORK"))).doesNotContain("FORK=2").hasSize(4);
		assertThat(text(environment.withoutPrefix("FORK"))).containsExactly("NODE_CHANNEL_FD=3", "X=FORKIT_",
				"NODE_CHANNEL_SERIALIZATION_MODE=json");
		assertThat(text(environment.withoutWorkerVariables())).containsExactly("FORK=2", "X=FORKIT_");
		assertThat(environment.get("MISSING")).isNull();
	}

	@Test
	void namesAndValuesThatCannotBeArePointedAt() {
		ProcessEnvironment environment = ProcessEnvironment.empty();
		assertThatIllegalArgumentException().isThrownBy(() -> environment.with("", "x"))
			.withMessageContaining("'name'");
		assertThatIllegalArgumentException().isThrownBy(() -> environment.with("a=b", "x"))
			.withMessageContaining("'a=b'");
		assertThatIllegalArgumentException().isThrownBy(() -> environment.with("a\0b", "x"))
			.withMessage("'name' must not contain a NUL character");
		assertThatIllegalArgumentException().isThrownBy(() -> environment.with("SECRET", "x\0y"))
			.withMessage("the value of environment variable 'SECRET' must not contain a NUL character");
	}

	@Test
	void bytesAreCopies() {
		ProcessEnvironment environment = ProcessEnvironment.empty().with("A", "1");
		environment.toBytes().get(0)[0] = 'X';
		assertThat(environment.get("A")).isEqualTo("1");
	}

	@Test
	void toStringDoesNotShowValues() {
		assertThat(ProcessEnvironment.empty().with("PASSWORD", "secret")).hasToString("1 environment variables");
	}

	private static List<String> text(ProcessEnvironment environment) {
		return environment.toBytes().stream().map((entry) -> new String(entry, StandardCharsets.UTF_8)).toList();
	}

	private static byte[] join(ProcessEnvironment environment) {
		return environment.toBytes()
			.stream()
			.map((entry) -> new String(entry, StandardCharsets.ISO_8859_1) + "\0")
			.reduce("", String::concat)
			.getBytes(StandardCharsets.ISO_8859_1);
	}

}
