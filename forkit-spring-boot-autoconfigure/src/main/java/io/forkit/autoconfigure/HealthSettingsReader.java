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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.forkit.cluster.watch.HealthSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * Reads and checks the properties of the watch over the workers.
 */
final class HealthSettingsReader {

	private static final String PREFIX = "forkit.cluster.health";

	private static final Pattern STATUS = Pattern.compile("([1-5]\\d\\d)(?:-([1-5]\\d\\d))?");

	private static final int SIGNS = 3;

	private final Environment environment;

	HealthSettingsReader(Environment environment) {
		this.environment = environment;
	}

	HealthSettings settings() {
		ForkitHealthProperties properties = properties();
		if (!properties.enabled()) {
			return HealthSettings.OFF;
		}
		Duration interval = properties.heartbeat().interval();
		notNegative("heartbeat.interval", interval);
		longEnough("heartbeat.timeout", properties.heartbeat().timeout(), interval);
		longEnough("gc-timeout", properties.gcTimeout(), interval);
		longEnough("swap-timeout", properties.swapTimeout(), interval);
		notNegative("start-timeout", properties.startTimeout());
		notNegative("deadlock-interval", properties.deadlockInterval());
		positive("thread-dump-timeout", properties.threadDumpTimeout());
		positive("heap-dump-timeout", properties.heapDumpTimeout());
		check(properties.heapDumpFiles() >= 1, "heap-dump-files", "it is a number of files",
				"Set it to 1 or more. To write none, remove 'forkit.cluster.health.heap-dump'.");
		return new HealthSettings(
				new HealthSettings.Heartbeat(interval, properties.heartbeat().timeout(), properties.gcTimeout(),
						properties.swapTimeout()),
				properties.startTimeout(), properties.deadlockInterval(), probe(properties.probe()),
				new HealthSettings.Actions(properties.onHang(), properties.onStopped(), properties.onDeadlock(),
						properties.onSlowStart()),
				new HealthSettings.Dump(properties.threadDump(), properties.threadDumpTimeout(),
						properties.heapDump() ? properties.heapDumpDirectory() : null, properties.heapDumpTimeout(),
						properties.heapDumpFiles()));
	}

	private HealthSettings.@Nullable Probe probe(ForkitHealthProperties.Probe probe) {
		String path = probe.path();
		if (path == null || path.isBlank()) {
			return null;
		}
		check(HealthSettings.Probe.isPath(path), "probe.path", "no server knows such a path",
				"Set it to a path that begins with '/' and has no spaces, such as /actuator/health/liveness, "
						+ "or remove it to ask nothing.");
		positive("probe.interval", probe.interval());
		positive("probe.timeout", probe.timeout());
		check(probe.failures() >= 1, "probe.failures", "it is a number of failures", "Set it to 1 or more.");
		Matcher status = STATUS.matcher(probe.status().trim());
		int lowest = status.matches() ? Integer.parseInt(status.group(1)) : 0;
		int highest = (status.matches() && status.group(2) != null) ? Integer.parseInt(status.group(2)) : lowest;
		check(lowest > 0 && highest >= lowest, "probe.status", "it is no status of HTTP",
				"Set it to a status such as 200, or to a range such as 200-399.");
		return new HealthSettings.Probe(path, probe.interval(), probe.timeout(), lowest, highest, probe.failures());
	}

	private void longEnough(String name, Duration timeout, Duration interval) {
		Duration least = interval.multipliedBy(SIGNS);
		check(timeout.compareTo(least) >= 0 && !timeout.isZero(), name,
				"workers give a sign of life every %d ms, and healthy ones would be taken for hung"
					.formatted(interval.toMillis()),
				"Set it to %d ms or more, or lower 'forkit.cluster.health.heartbeat.interval'."
					.formatted(Math.max(1, least.toMillis())));
	}

	private void notNegative(String name, Duration value) {
		check(!value.isNegative(), name, "a duration must not be negative",
				"Set it to a duration, such as 2s, or remove it for the default.");
	}

	private void positive(String name, Duration value) {
		check(value.toMillis() > 0, name, "there must be time for it",
				"Set it to a duration, such as 10s, or remove it for the default.");
	}

	private void check(boolean valid, String name, String reason, String fix) {
		if (!valid) {
			String property = PREFIX + "." + name;
			throw ClusterSettingsReader.invalid(property, this.environment.getProperty(property, "the default"), reason,
					fix);
		}
	}

	private ForkitHealthProperties properties() {
		return new SettingsBinder(this.environment).bind(PREFIX, ForkitHealthProperties.class,
				HealthSettingsReader::fixFor);
	}

	private static String fixFor(String name) {
		if (name.contains(".on-")) {
			return "Set it to replace or report.";
		}
		if (name.endsWith("timeout") || name.endsWith("interval")) {
			return "Set it to a duration, such as 500ms, 30s or 2m.";
		}
		return "Correct the value or remove the property.";
	}

}
