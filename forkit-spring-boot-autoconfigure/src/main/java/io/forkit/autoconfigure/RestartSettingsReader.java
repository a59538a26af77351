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

import io.forkit.cluster.ClusterSettings;
import io.forkit.cluster.restart.CrashSettings;

import org.springframework.core.env.Environment;

/**
 * Reads and checks when workers that crash are replaced.
 */
final class RestartSettingsReader {

	private static final String PREFIX = "forkit.cluster.restart.";

	private static final int MAX_EXIT_CODE = 255;

	private static final String DURATION_FIX = "Set it to a duration, such as 500ms, 30s or 2m, or remove it for the default.";

	private static final String NUMBER_FIX = "or to -1 for any number, or remove it for the default.";

	private final Environment environment;

	private final ForkitClusterProperties.Restart properties;

	RestartSettingsReader(Environment environment, ForkitClusterProperties.Restart properties) {
		this.environment = environment;
		this.properties = properties;
	}

	ClusterSettings.Restart settings() {
		ForkitClusterProperties.Restart given = this.properties;
		notNegative("initial-delay", given.initialDelay());
		notNegative("max-delay", given.maxDelay());
		notNegative("reset-after", given.resetAfter());
		notNegative("cool-down", given.coolDown());
		positive("period", given.period());
		positive("cluster-period", given.clusterPeriod());
		number("max-restarts", given.maxRestarts(), 0);
		number("max-in-a-row", given.maxInARow(), 0);
		number("same-failures", given.sameFailures(), 1);
		if (given.clusterMaxRestarts() != null) {
			number("cluster-max-restarts", given.clusterMaxRestarts(), 0);
		}
		check(given.stayDownExitCodes().stream().allMatch((code) -> code >= 0 && code <= MAX_EXIT_CODE),
				"stay-down-exit-codes", given.stayDownExitCodes(), "no process ends with such a code",
				"Set it to numbers from 0 to " + MAX_EXIT_CODE + ", or remove it for none.");
		return new ClusterSettings.Restart(given.initialDelay(), given.maxDelay(), given.resetAfter(),
				new CrashSettings(given.maxRestarts(), given.period(), given.maxInARow(), given.sameFailures(),
						given.clusterMaxRestarts(), given.clusterPeriod(), given.coolDown(), given.stayDownExitCodes(),
						given.countHung(), given.giveUp()));
	}

	private void notNegative(String name, Duration value) {
		check(!value.isNegative(), name, value, "a duration must not be negative", DURATION_FIX);
	}

	private void positive(String name, Duration value) {
		check(!value.isNegative() && !value.isZero(), name, value, "nothing could be counted in that time",
				DURATION_FIX);
	}

	private void number(String name, int value, int least) {
		check(value >= least || value == CrashSettings.UNLIMITED, name, value,
				"there cannot be fewer than " + ((least > 0) ? "one" : "none"),
				"Set it to %d or more, ".formatted(least) + NUMBER_FIX);
	}

	private void check(boolean valid, String name, Object value, String reason, String fix) {
		if (!valid) {
			String property = PREFIX + name;
			throw ClusterSettingsReader.invalid(property, this.environment.getProperty(property, String.valueOf(value)),
					reason, fix);
		}
	}

}
