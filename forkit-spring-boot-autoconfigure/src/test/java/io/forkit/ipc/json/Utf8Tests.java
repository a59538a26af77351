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
import java.util.HexFormat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Utf8}.
 */
class Utf8Tests {

	@ParameterizedTest
	@ValueSource(strings = { "", "plain", "more than eight bytes", "äöü€ and \ud83d\ude00 and more",
			"\u0000\u007f\u0080\u07ff", "\u0800\ud7ff\ue000\uffff", "\ud800\udc00\udbff\udfff" })
	void textIsLeftAlone(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		assertThat(Utf8.repairedLength(bytes, 0, bytes.length)).isEqualTo(-1);
	}

	@ParameterizedTest
	@CsvSource({ "80, ?", "61ff62, a?b", "c3, ?", "c328, ?(", "c0af, ??", "e282, ?", "e28261, ?a", "e080af, ???",
			"eda080, ???", "f09f98, ?", "f09f9861, ?a", "f0808080, ????", "f4908080, ????", "f5808080, ????",
			"c3a4ff, ä?", "6162636465666768ff, abcdefgh?", "ff6162636465666768696a, ?abcdefghij" })
	void whatIsNoTextIsReplaced(String hex, String expected) {
		byte[] bytes = HexFormat.of().parseHex(hex);
		int length = (int) Utf8.repairedLength(bytes, 0, bytes.length);
		byte[] repaired = Utf8.repair(bytes, 0, bytes.length, length);
		assertThat(new String(repaired, StandardCharsets.UTF_8)).isEqualTo(expected.replace('?', '\ufffd'));
	}

}
