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

import io.forkit.cluster.reload.ReloadSettings;
import io.forkit.cluster.reload.Surge;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Checks how workers are to be replaced.
 */
final class ReloadSettingsReader {

	private static final String PREFIX = "forkit.cluster.reload.";

	private final ForkitClusterProperties.Reload properties;

	ReloadSettingsReader(ForkitClusterProperties.Reload properties) {
		this.properties = properties;
	}

	ReloadSettings settings() {
		Duration readyTimeout = this.properties.readyTimeout();
		check(!readyTimeout.isNegative() && !readyTimeout.isZero(), "ready-timeout", readyTimeout,
				"no worker is ready at once");
		check(!this.properties.settleTime().isNegative(), "settle-time", this.properties.settleTime(),
				"a duration must not be negative");
		check(!this.properties.pause().isNegative(), "pause", this.properties.pause(),
				"a duration must not be negative");
		return new ReloadSettings(surge(), readyTimeout, this.properties.settleTime(), this.properties.pause(),
				probePath(), this.properties.stage());
	}

	private Surge surge() {
		String surge = this.properties.surge();
		try {
			return Surge.parse(surge);
		}
		catch (IllegalArgumentException ex) {
			throw ClusterSettingsReader.invalid(PREFIX + "surge", surge,
					"it is neither a number of workers from 1 on nor a percentage from 1% to 100%",
					"Set it to a number, such as 1, or to a percentage, such as 25%.");
		}
	}

	private @Nullable String probePath() {
		String path = this.properties.probe().path();
		if (!StringUtils.hasText(path)) {
			return null;
		}
		if (!path.startsWith("/") || path.chars().anyMatch((character) -> character <= ' ' || character > '~')) {
			throw ClusterSettingsReader.invalid(PREFIX + "probe.path", path,
					"it is no path that a request could be made for",
					"Set it to an encoded path, such as /actuator/health/readiness.");
		}
		return path;
	}

	private static void check(boolean valid, String name, Duration value, String reason) {
		if (!valid) {
			throw ClusterSettingsReader.invalid(PREFIX + name, value.toString(), reason,
					"Set it to a duration, such as 500ms, 30s or 2m, or remove it for the default.");
		}
	}

}
