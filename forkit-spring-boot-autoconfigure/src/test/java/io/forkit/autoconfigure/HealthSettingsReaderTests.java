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

import java.nio.file.Path;
import java.time.Duration;

import io.forkit.cluster.watch.HealthSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HealthSettingsReader}.
 */
class HealthSettingsReaderTests {

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void withoutPropertiesTheDefaultsApply() {
		assertThat(settings()).isEqualTo(HealthSettings.DEFAULTS);
	}

	@Test
	void nobodyIsWatchedIfThatIsSwitchedOff() {
		set("enabled", "false");
		assertThat(settings()).isEqualTo(HealthSettings.OFF);
		assertThat(settings().heartbeat().isEnabled()).isFalse();
	}

	@Test
	void readsAll() {
		set("heartbeat.interval", "1s");
		set("heartbeat.timeout", "5s");
		set("on-stopped", "replace");
		set("on-hang", "report");
		set("probe.path", "/live");
		set("probe.status", "200");
		set("heap-dump", "true");
		set("heap-dump-directory", "/var/dumps");
		set("heap-dump-files", "5");
		HealthSettings settings = settings();
		assertThat(settings.heartbeat().interval()).isEqualTo(Duration.ofSeconds(1));
		assertThat(settings.actions().onStopped()).isEqualTo(HealthSettings.Action.REPLACE);
		assertThat(settings.actions().onHang()).isEqualTo(HealthSettings.Action.REPORT);
		assertThat(settings.probe())
			.isEqualTo(new HealthSettings.Probe("/live", Duration.ofSeconds(10), Duration.ofSeconds(10), 200, 200, 3));
		assertThat(settings.dump().heapDirectory()).isEqualTo(Path.of("/var/dumps"));
		assertThat(settings.dump().heapFiles()).isEqualTo(5);
	}

	@Test
	void aTimeoutThatWouldKillHealthyWorkersIsRefused() {
		set("heartbeat.interval", "10s");
		set("heartbeat.timeout", "20s");
		assertThatExceptionOfType(InvalidForkitPropertyException.class).isThrownBy(this::settings)
			.withMessageContaining("forkit.cluster.health.heartbeat.timeout")
			.withMessageContaining("healthy ones would be taken for hung");
	}

	@ParameterizedTest
	@CsvSource({ "heartbeat.timeout,0s", "heartbeat.interval,-1s", "gc-timeout,1s", "swap-timeout,1s",
			"start-timeout,-1s", "deadlock-interval,-1s", "thread-dump-timeout,0s", "heap-dump-timeout,0s",
			"heap-dump-files,0", "on-hang,kill", "heartbeat.interval,often", "heartbeat.interval,4000d",
			"heartbeat.timeout,4000d", "gc-timeout,4000d", "swap-timeout,4000d", "start-timeout,4000d",
			"deadlock-interval,4000d", "thread-dump-timeout,4000d", "heap-dump-timeout,4000d", "probe.interval,4000d",
			"probe.timeout,4000d" })
	void whatMakesNoSenseIsRefused(String name, String value) {
		set(name, value);
		assertThatExceptionOfType(InvalidForkitPropertyException.class).isThrownBy(this::settings)
			.withMessageContaining("forkit.cluster.health." + name);
	}

	@ParameterizedTest
	@CsvSource({ "path,live", "path,/a b", "status,2xx", "status,399-200", "failures,0", "interval,0s", "timeout,0s" })
	void aProbeThatMakesNoSenseIsRefused(String name, String value) {
		set("probe.path", "/live");
		set("probe." + name, value);
		assertThatExceptionOfType(InvalidForkitPropertyException.class).isThrownBy(this::settings)
			.withMessageContaining("forkit.cluster.health.probe." + name);
	}

	private void set(String name, String value) {
		this.environment.setProperty("forkit.cluster.health." + name, value);
	}

	private HealthSettings settings() {
		return new HealthSettingsReader(this.environment).settings();
	}

}
