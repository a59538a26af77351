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

package io.forkit.cluster.restart;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartFailure}.
 */
class StartFailureTests {

	@Test
	void theRootCauseIsTold() {
		Exception failure = new RuntimeException("outer",
				new IllegalStateException("inner", new java.net.ConnectException("Connection refused")));
		assertThat(StartFailure.of(failure)).hasToString("java.net.ConnectException: Connection refused");
	}

	@Test
	void aMessageMayBeMissing() {
		assertThat(StartFailure.of(new OutOfMemoryError())).hasToString("java.lang.OutOfMemoryError");
	}

	@Test
	void theMessageIsOneLineOfLimitedLength() {
		StartFailure failure = new StartFailure("a.B", "one\n\ttwo  three\r\n" + "x".repeat(1000));
		assertThat(failure.message()).startsWith("one two three x").endsWith("x…").hasSize(300);
		assertThat(new StartFailure("x".repeat(1000), null).exception()).hasSize(200);
	}

	@Test
	void noCharacterIsCutInTwo() {
		String message = "x".repeat(298) + "😀😀😀";
		assertThat(new StartFailure("a.B", message).message()).isEqualTo("x".repeat(298) + "…");
	}

	@Test
	void whatWasAnalyzedIsReportedInLines() {
		StartFailure failure = new StartFailure("a.B", "no").analyzed("Failed to bind:\r\n\n    Origin: a.yml:3:9  \n",
				"Change it");
		assertThat(failure.report())
			.isEqualTo("Description:\n\nFailed to bind:\n\n    Origin: a.yml:3:9\n\nAction:\n\nChange it");
		assertThat(failure).hasToString("a.B: no");
		assertThat(failure.signature()).isEqualTo(new StartFailure("a.B", "no").signature());
	}

	@Test
	void whatWasNotAnalyzedIsReportedAsItIs() {
		assertThat(new StartFailure("a.B", "no").report()).isEqualTo("a.B: no");
		assertThat(new StartFailure("a.B", "no").analyzed(" \n", "Change it").report()).isEqualTo("a.B: no");
		assertThat(new StartFailure("a.B", "no").analyzed("What", null).report()).isEqualTo("Description:\n\nWhat");
	}

	@Test
	void theAnalysisIsOfLimitedLength() {
		StartFailure failure = new StartFailure("a.B", null).analyzed("x".repeat(5000), "y".repeat(5000));
		assertThat(failure.description()).hasSize(1500).endsWith("…");
		assertThat(failure.action()).hasSize(500).endsWith("…");
	}

	@ParameterizedTest
	@CsvSource({ "Port 8080 in use, Port 9090 in use", "bean@1b2c3d4e failed, bean@7f00aa12 failed",
			"after 30012 ms, after 9 ms",
			"id 0b9e2c54-3f0e-4f6e-9d1c-1a2b3c4d5e6f, id 1b9e2c54-3f0e-4f6e-9d1c-1a2b3c4d5e60" })
	void numbersDoNotMakeFailuresDiffer(String one, String other) {
		assertThat(new StartFailure("a.B", one).signature()).isEqualTo(new StartFailure("a.B", other).signature());
	}

	@Test
	void wordsAndClassesMakeFailuresDiffer() {
		String signature = new StartFailure("a.B", "no database").signature();
		assertThat(new StartFailure("a.B", "no broker").signature()).isNotEqualTo(signature);
		assertThat(new StartFailure("a.C", "no database").signature()).isNotEqualTo(signature);
		assertThat(new StartFailure("a.B", null).signature()).isNotEqualTo(signature);
	}

}
