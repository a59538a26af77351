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

package io.forkit.ipc.json;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JsonScanner}.
 */
class JsonScannerTests {

	private final JsonScanner scanner = new JsonScanner("cmd");

	@ParameterizedTest
	@ValueSource(strings = { "null", "true", "false", "0", "-0", "10", "-1.5e+10", "1E9", "\"\"", "\"\\u00e9\\n\\/\"",
			"[]", "{}", "[ ]", "{ }", "[1,[2,{\"a\":{}}],\"\"]", " { \"a\" : [ ] , \"b\" : null } ",
			"\"\u007f\u2028\"" })
	void jsonIsKept(String json) throws JsonSyntaxException {
		assertThat(scan(json)).hasToString(json.strip());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "nul", "nulll", "True", "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "NaN",
			"\"", "\"\\x\"", "\"\\u12g4\"", "\"\t\"", "'a'", "[", "[1", "[1,", "[1,]", "[,1]", "[1}", "{", "{\"a\"",
			"{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{1:1}", "{\"a\" 1}", "{\"a\":1]", "1 2",
			"[] []", "// a", "\u00a01", "\ufeff1", "\u0000", "[1\u00002]", "\"\\" })
	void allElseIsRefused(String json) {
		assertThatExceptionOfType(JsonSyntaxException.class).isThrownBy(() -> scan(json));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			[1;]      | unexpected ';' at byte 2
			[1        | it ends too early, after 2 bytes
			[é]       | unexpected 0xc3 at byte 1
			""")
	void theReasonTellsWhatIsWrongAndWhere(String json, String reason) {
		assertThatExceptionOfType(JsonSyntaxException.class).isThrownBy(() -> scan(json)).withMessage(reason);
	}

	@Test
	void nestingHasALimit() throws JsonSyntaxException {
		int depth = JsonScanner.MAX_DEPTH;
		String deepest = "[".repeat(depth) + "]".repeat(depth);
		assertThat(scan(deepest)).hasToString(deepest);
		assertThatExceptionOfType(JsonSyntaxException.class).isThrownBy(() -> scan("[".repeat(1_000_000)))
			.withMessage("it is nested deeper than 500 levels");
		assertThatExceptionOfType(JsonSyntaxException.class).isThrownBy(() -> scan("{\"a\":".repeat(depth + 1)))
			.withMessage("it is nested deeper than 500 levels");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"cmd":"a"}                   | "a"
			{ "cmd" : [1, 2] , "b" : 1 }  | [1, 2]
			{"a":{"cmd":1},"cmd":{"c":2}} | {"c":2}
			{"cmd":1,"cmd":2}             | 2
			{"\\u0063md":3}               | 3
			{"a":"cmd"}                   |
			{"a":{"cmd":1}}               |
			[{"cmd":1}]                   |
			{"xcmd":1,"cmdx":2,"":3}      |
			"cmd"                         |
			""")
	void theMemberIsFoundInTheOutermostObject(String json, String member) throws JsonSyntaxException {
		JsonText text = scan(json);
		assertThat((this.scanner.member() != null) ? this.scanner.member().toString() : null).isEqualTo(member);
		assertThat((text.member("cmd") != null) ? text.member("cmd").toString() : null).isEqualTo(member);
	}

	@Test
	void theMemberOfAnEarlierTextIsForgotten() throws JsonSyntaxException {
		scan("{\"cmd\":1}");
		scan("{}");
		assertThat(this.scanner.member()).isNull();
	}

	@Test
	void onlyThePartThatWasGivenIsLookedAt() throws JsonSyntaxException {
		byte[] bytes = "99912345".getBytes(StandardCharsets.UTF_8);
		JsonText text = this.scanner.scan(bytes, 3, 5);
		assertThat(text).hasToString("12");
		assertThatExceptionOfType(JsonSyntaxException.class).isThrownBy(() -> this.scanner.scan(bytes, 3, 3));
	}

	@Test
	void anExcerptIsAsLongAsWanted() throws JsonSyntaxException {
		assertThat(scan("\"äöü€\"").excerpt(6)).isEqualTo("\"äöü€\"");
		assertThat(scan("\"äöü€\"").excerpt(3)).isEqualTo("\"äö…");
		assertThat(scan("\"" + "x".repeat(1000) + "\"").excerpt(200)).isEqualTo("\"" + "x".repeat(199) + "…");
	}

	private JsonText scan(String json) throws JsonSyntaxException {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		return this.scanner.scan(bytes, 0, bytes.length);
	}

}
