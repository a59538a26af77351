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

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.core.env.Environment;

/**
 * Reads and checks the properties of the meters of the workers.
 */
final class MetersSettingsReader {

	static final String ENABLED = "forkit.cluster.metrics.enabled";

	private static final String PREFIX = "forkit.cluster.metrics";

	private static final Duration MIN_INTERVAL = Duration.ofMillis(100);

	private static final int MAX_METERS = 100_000;

	private final Environment environment;

	MetersSettingsReader(Environment environment) {
		this.environment = environment;
	}

	MetersSettings settings() {
		ForkitMetersProperties properties = properties();
		check(properties.interval().compareTo(MIN_INTERVAL) >= 0, "interval",
				"workers would do little else than to read their meters",
				"Set it to 100ms or more, such as 5s, or remove it for the default.");
		check(properties.maxMeters() >= 1 && properties.maxMeters() <= MAX_METERS, "max-meters",
				"it is a number of meters",
				"Set it to a number from 1 to %d, or set '%s' to false to show none.".formatted(MAX_METERS, ENABLED));
		return new MetersSettings(properties.enabled(), properties.interval(), properties.maxMeters());
	}

	private void check(boolean valid, String name, String reason, String fix) {
		if (!valid) {
			String property = PREFIX + "." + name;
			throw ClusterSettingsReader.invalid(property, this.environment.getProperty(property, "the default"), reason,
					fix);
		}
	}

	private ForkitMetersProperties properties() {
		try {
			return Binder.get(this.environment).bindOrCreate(PREFIX, Bindable.of(ForkitMetersProperties.class));
		}
		catch (BindException ex) {
			ConfigurationProperty property = ex.getProperty();
			String name = (property != null) ? property.getName().toString() : ex.getName().toString();
			throw ClusterSettingsReader.invalid(name, (property != null) ? String.valueOf(property.getValue()) : "",
					"it cannot be understood", fixFor(name));
		}
	}

	private static String fixFor(String name) {
		return switch (name) {
			case ENABLED -> "Set it to true or false.";
			case PREFIX + ".interval" -> "Set it to a duration, such as 500ms, 5s or 1m.";
			case PREFIX + ".max-meters" -> "Set it to a number from 1 to " + MAX_METERS + ".";
			default -> "Correct the value or remove the property.";
		};
	}

}
