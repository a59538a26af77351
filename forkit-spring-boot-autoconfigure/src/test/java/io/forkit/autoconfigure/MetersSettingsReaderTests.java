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

package io.forkit.autoconfigure;

import java.time.Duration;

import io.forkit.actuate.meters.MetersSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MetersSettingsReader}.
 */
class MetersSettingsReaderTests {

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void withoutPropertiesTheDefaultsApply() {
		assertThat(settings()).isEqualTo(MetersSettings.DEFAULTS);
	}

	@Test
	void readsAll() {
		this.environment.setProperty("forkit.cluster.metrics.enabled", "false");
		this.environment.setProperty("forkit.cluster.metrics.interval", "1s");
		this.environment.setProperty("forkit.cluster.metrics.max-meters", "7");
		assertThat(settings()).isEqualTo(new MetersSettings(false, Duration.ofSeconds(1), 7));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			interval   | 10ms   | Set it to 100ms or more
			interval   | -5s    | Set it to 100ms or more
			interval   | often  | Set it to a duration, such as 500ms, 5s or 1m.
			max-meters | 0      | Set it to a number from 1 to 100000
			max-meters | 100001 | or set 'forkit.cluster.metrics.enabled' to false
			max-meters | many   | Set it to a number from 1 to 100000
			enabled    | maybe  | Set it to true or false.
			""")
	void whatCannotBeIsRefusedWithTheWayOut(String name, String value, String fix) {
		String property = "forkit.cluster.metrics." + name;
		this.environment.setProperty(property, value);
		assertThatExceptionOfType(InvalidForkitPropertyException.class).isThrownBy(this::settings)
			.withMessageContaining(property)
			.withMessageContaining(value)
			.satisfies((ex) -> assertThat(ex.getFix()).contains(fix));
	}

	private MetersSettings settings() {
		return new MetersSettingsReader(this.environment).settings();
	}

}
