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

package io.forkit.cluster.reload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Surge}.
 */
class SurgeTests {

	@ParameterizedTest
	@CsvSource({ "1, 8, 1", "3, 8, 3", "25%, 8, 2", "25%, 9, 3", "1%, 4, 1", "100%, 4, 4", "' 50 %', 3, 2", "10%, 0, 1",
			"100%, 300, 100", "50, 400, 1" })
	void aPercentageIsRoundedUp(String text, int workers, int expected) {
		assertThat(Surge.parse(text).of(workers)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0", "-1", "0%", "101%", "many", "1.5", "%" })
	void whatIsNeitherIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Surge.parse(text));
	}

	@Test
	void theTextCanBeParsedAgain() {
		assertThat(Surge.parse(new Surge(25, true).toString())).isEqualTo(new Surge(25, true));
		assertThat(Surge.parse(new Surge(2, false).toString())).isEqualTo(new Surge(2, false));
	}

}
