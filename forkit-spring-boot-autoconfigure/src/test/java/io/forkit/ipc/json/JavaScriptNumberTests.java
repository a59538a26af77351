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

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JavaScriptNumber}. The expected texts are those of Node.
 */
class JavaScriptNumberTests {

	@ParameterizedTest
	@CsvSource({ "0, 0", "-0.0, 0", "1, 1", "-1.5, -1.5", "0.1, 0.1", "1e21, 1e+21", "1e20, 100000000000000000000",
			"123456789012345680000, 123456789012345680000", "1.5e300, 1.5e+300", "0.000001, 0.000001", "1e-7, 1e-7",
			"1.25e-7, 1.25e-7", "9007199254740991, 9007199254740991", "9007199254740993, 9007199254740992",
			"4.9e-324, 5e-324", "2.2250738585072014E-308, 2.2250738585072014e-308",
			"1.7976931348623157E308, 1.7976931348623157e+308", "2e23, 2e+23", "2.0e-3, 0.002",
			"2.2737367544323206e-13, 2.2737367544323206e-13", "1.0E23, 1e+23", "8.41E21, 8.41e+21",
			"5.9604644775390625e-8, 5.960464477539063e-8", "NaN, null", "Infinity, null", "-Infinity, null" })
	void numbersArePrintedAsInJavaScript(double value, String expected) {
		assertThat(JavaScriptNumber.toString(value)).isEqualTo(expected);
	}

	@Test
	void whatIsPrintedIsTheSameNumber() {
		Random random = new Random(1);
		for (int i = 0; i < 100_000; i++) {
			double value = Double.longBitsToDouble(random.nextLong());
			if (Double.isFinite(value)) {
				assertThat(Double.parseDouble(JavaScriptNumber.toString(value))).isEqualTo(value);
			}
		}
	}

}
