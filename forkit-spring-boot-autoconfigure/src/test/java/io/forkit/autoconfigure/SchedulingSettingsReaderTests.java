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

import io.forkit.cluster.scheduling.Scheduling;
import io.forkit.cluster.scheduling.SchedulingSettings;
import io.forkit.cluster.scheduling.StickyBy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SchedulingSettingsReader}.
 */
class SchedulingSettingsReaderTests {

	private final MockEnvironment environment = new MockEnvironment().withProperty("forkit.cluster.workers", "2");

	@Test
	void workersShareTheSocketByDefault() {
		assertThat(settings()).isEqualTo(SchedulingSettings.SHARED);
	}

	@Test
	void everyPropertyIsRead() {
		set("scheduling", "sticky");
		set("max-unacknowledged", "3");
		set("sticky.by", "forwarded-for");
		set("sticky.cookie", "id");
		set("sticky.peek-timeout", "200ms");
		set("sticky.peek-limit", "4KB");
		assertThat(settings()).isEqualTo(new SchedulingSettings(Scheduling.STICKY, 3,
				new SchedulingSettings.Sticky(StickyBy.FORWARDED_FOR, "id", Duration.ofMillis(200), 4096)));
	}

	@ParameterizedTest
	@CsvSource({ "shared, SHARED", "round-robin, ROUND_ROBIN", "ROUND_ROBIN, ROUND_ROBIN", "sticky, STICKY",
			"reuse-port, REUSE_PORT" })
	void schedulingIsNamed(String value, Scheduling expected) {
		set("scheduling", value);
		assertThat(settings().scheduling()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "scheduling | random | shared, round-robin, sticky or reuse-port",
					"sticky.by | luck | address, cookie, forwarded-for or proxy-protocol",
					"sticky.cookie | '' | name of the cookie", "max-unacknowledged | 0 | Correct the number",
					"max-unacknowledged | 129 | Correct the number", "sticky.peek-timeout | 0s | such as 500ms",
					"sticky.peek-timeout | 1m | such as 500ms", "sticky.peek-limit | 0B | such as 8KB",
					"sticky.peek-limit | 1MB | such as 8KB" })
	void wrongValueIsRefused(String name, String value, String fix) {
		if (name.equals("sticky.cookie")) {
			set("sticky.by", "cookie");
		}
		set(name, value);
		assertThatExceptionOfType(InvalidForkitPropertyException.class).isThrownBy(this::settings)
			.withMessageContaining("forkit.cluster." + name)
			.satisfies((ex) -> assertThat(ex.getFix()).contains(fix));
	}

	@Test
	void cookieCannotBeReadInTls() {
		set("scheduling", "sticky");
		set("sticky.by", "cookie");
		this.environment.setProperty("server.ssl.bundle", "web");
		assertThatExceptionOfType(InvalidForkitPropertyException.class).isThrownBy(this::settings)
			.withMessageContaining("forkit.cluster.sticky.by")
			.withMessageContaining("'server.ssl.bundle' makes the server speak TLS");
		this.environment.setProperty("server.ssl.enabled", "false");
		assertThat(settings().sticky().by()).isEqualTo(StickyBy.COOKIE);
		this.environment.setProperty("server.ssl.enabled", "true");
		set("sticky.by", "proxy-protocol");
		assertThat(settings().sticky().by()).isEqualTo(StickyBy.PROXY_PROTOCOL);
	}

	private void set(String name, String value) {
		this.environment.setProperty("forkit.cluster." + name, value);
	}

	private SchedulingSettings settings() {
		return new ClusterSettingsReader(this.environment).settings().scheduling();
	}

}
