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

package io.forkit.ipc;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ChannelSettings}.
 */
class ChannelSettingsTests {

	@Test
	void whatIsHandedOnIsTheSame() {
		ChannelSettings settings = new ChannelSettings(5, QueuePolicy.DROP_OLDEST, Duration.ofMillis(1500), 1 << 30,
				Duration.ofNanos(1));
		assertThat(ChannelSettings.parse(settings.toText())).isEqualTo(settings);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1", "1,BLOCK,PT1S,1", "1,BLOCK,x,1,PT1S", "0,BLOCK,PT1S,1,PT1S", "1,SOME,PT1S,1,PT1S",
			"1,BLOCK,PT1S,9999999999,PT1S" })
	void whatIsNoSettingsIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> ChannelSettings.parse(text));
	}

	@Test
	void eachValueCanBeReplaced() {
		Duration second = Duration.ofSeconds(1);
		assertThat(ChannelSettings.DEFAULTS.withQueueLimit(1)
			.withPolicy(QueuePolicy.FAIL)
			.withBlockTimeout(Duration.ZERO)
			.withMaxMessageSize(2)
			.withRequestTimeout(second)).isEqualTo(new ChannelSettings(1, QueuePolicy.FAIL, Duration.ZERO, 2, second));
	}

}
