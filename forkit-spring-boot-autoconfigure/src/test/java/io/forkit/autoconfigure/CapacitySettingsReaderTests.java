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
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.forkit.cluster.CapacitySettings;
import io.forkit.cluster.autoscale.AutoscaleSettings;
import io.forkit.cluster.recycle.MemoryLimit;
import io.forkit.cluster.recycle.RecycleLimits;
import io.forkit.cluster.recycle.RecycleSettings;
import io.forkit.cluster.warm.WarmUpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CapacitySettingsReader}.
 */
class CapacitySettingsReaderTests {

	@Test
	void withoutPropertiesNothingChanges() {
		assertThat(settings(Map.of())).isEqualTo(CapacitySettings.FIXED);
	}

	@Test
	void everyPropertyIsRead() {
		Map<String, String> properties = new HashMap<>();
		properties.put("standby", "2");
		properties.put("standby-warm-up.path", "/hello");
		properties.put("standby-warm-up.requests", "7");
		properties.put("recycle.heap", "80%");
		properties.put("recycle.rss", "1GB");
		properties.put("recycle.cgroup", "90%");
		properties.put("recycle.requests", "1000");
		properties.put("recycle.age", "12h");
		properties.put("recycle.jitter", "20%");
		properties.put("recycle.check-interval", "2s");
		properties.put("recycle.min-ready", "30s");
		properties.put("autoscale.min", "2");
		properties.put("autoscale.max", "9");
		properties.put("autoscale.interval", "2s");
		properties.put("autoscale.up-at", "0.8");
		properties.put("autoscale.down-at", "0.4");
		properties.put("autoscale.queue", "7");
		properties.put("autoscale.up-step", "3");
		properties.put("autoscale.down-step", "2");
		properties.put("autoscale.smoothing", "20s");
		properties.put("autoscale.up-pause", "9s");
		properties.put("autoscale.down-after", "3m");
		properties.put("autoscale.max-memory", "85%");
		RecycleLimits limits = new RecycleLimits(MemoryLimit.ofPercent(80), DataSize.ofGigabytes(1), 90, 1000L,
				Duration.ofHours(12), 20);
		assertThat(settings(properties)).isEqualTo(
				new CapacitySettings(2, new RecycleSettings(limits, Duration.ofSeconds(2), Duration.ofSeconds(30)),
						new AutoscaleSettings(2, 9, Duration.ofSeconds(2), 0.8, 0.4, 7, 3, 2, Duration.ofSeconds(20),
								Duration.ofSeconds(9), Duration.ofMinutes(3), 85),
						new CapacitySettings.WarmUp("/hello", 7, true)));
	}

	@Test
	void theNumberOfWorkersIsTheLeastWhereNoOtherIsSaid() {
		assertThat(settings(Map.of("autoscale.max", "8")).autoscale()).isEqualTo(AutoscaleSettings.between(4, 8));
	}

	@Test
	void aStandbyIsWarmedUpByItselfUnlessWorkersAreAskedSomethingAnyway() {
		Map<String, String> standby = Map.of("standby", "1");
		assertThat(settings(standby).warmUp()).isEqualTo(new CapacitySettings.WarmUp(WarmUpRequest.PATH, 50, false));
		assertThat(reader(standby).settings(4, true, "/live").warmUp())
			.isEqualTo(new CapacitySettings.WarmUp("/live", 50, false));
		assertThat(settings(Map.of("standby", "1", "standby-warm-up.enabled", "false")).warmUp()).isNull();
	}

	@Test
	void whatTheHealthProbeAsksForComesBeforeWhatAReloadAsksFor() {
		assertThat(path(Map.of("health.probe.path", "/live", "reload.probe.path", "/ready"))).isEqualTo("/live");
		assertThat(path(Map.of("reload.probe.path", "/ready"))).isEqualTo("/ready");
		assertThat(path(Map.of("health.probe.path", "/live", "standby-warm-up.path", "/hello"))).isEqualTo("/hello");
	}

	private static String path(Map<String, String> properties) {
		Map<String, String> all = new HashMap<>(Map.of("workers", "2", "standby", "1"));
		all.putAll(properties);
		CapacitySettings.WarmUp warmUp = new ClusterSettingsReader(environment(all)).settings().capacity().warmUp();
		return Objects.requireNonNull(warmUp).path();
	}

	@ParameterizedTest
	@CsvSource({ "standby,-1", "standby,17", "standby,many", "standby-warm-up.path,hello", "standby-warm-up.path,/a b",
			"standby-warm-up.requests,0", "standby-warm-up.enabled,perhaps", "recycle.heap,0%", "recycle.heap,lots",
			"recycle.heap,70", "recycle.rss,1073741824", "recycle.rss,0", "recycle.rss,5%", "recycle.cgroup,100%",
			"recycle.requests,0", "recycle.requests,x", "recycle.age,30s", "recycle.age,soon", "recycle.age,4000d",
			"recycle.check-interval,4000d", "recycle.min-ready,4000d", "recycle.age,99999999999999999d",
			"recycle.jitter,95%", "recycle.check-interval,0s", "recycle.min-ready,-1s", "autoscale.min,2",
			"autoscale.max,3", "autoscale.max,401", "autoscale.max,x" })
	void whatCannotBeIsRefused(String name, String value) {
		assertThatExceptionOfType(InvalidForkitPropertyException.class).isThrownBy(() -> settings(Map.of(name, value)))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains("forkit.cluster." + name).contains(value));
	}

	@ParameterizedTest
	@CsvSource({ "min,5", "min,0", "up-at,0", "up-at,1.1", "down-at,0.75", "down-at,0", "queue,0", "up-step,0",
			"down-step,0", "interval,0s", "interval,4000d", "smoothing,4000d", "up-pause,4000d", "down-after,4000d",
			"smoothing,-1s", "up-pause,-1s", "down-after,-1s", "max-memory,101%", "max-memory,much" })
	void whatCannotBeOfAutoscalingIsRefused(String name, String value) {
		assertThatExceptionOfType(InvalidForkitPropertyException.class)
			.isThrownBy(() -> settings(Map.of("autoscale.max", "8", "autoscale." + name, value)))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains("forkit.cluster.autoscale." + name));
	}

	@ParameterizedTest
	@CsvSource({ "standby,1", "recycle.requests,100", "autoscale.max,8" })
	void whatTheGateDoesNeedsTheGate(String name, String value) {
		assertThatExceptionOfType(InvalidForkitPropertyException.class)
			.isThrownBy(() -> reader(Map.of(name, value)).settings(4, false, null))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains("forkit.cluster." + name));
		assertThat(reader(Map.of("recycle.age", "2h")).settings(4, false, null).recycle().limits().isAny()).isTrue();
	}

	private static CapacitySettings settings(Map<String, String> properties) {
		return reader(properties).settings(4, true, null);
	}

	private static CapacitySettingsReader reader(Map<String, String> properties) {
		return new CapacitySettingsReader(environment(properties));
	}

	private static StandardEnvironment environment(Map<String, String> properties) {
		Map<String, Object> all = new HashMap<>();
		properties.forEach((name, value) -> all.put("forkit.cluster." + name, value));
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", all));
		ConfigurationPropertySources.attach(environment);
		return environment;
	}

}
