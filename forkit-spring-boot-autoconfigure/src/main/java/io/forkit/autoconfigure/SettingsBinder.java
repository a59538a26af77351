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
import java.util.function.UnaryOperator;

import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/**
 * Reads properties, and says which one cannot be understood. Durations that are too long
 * for a timer are refused here, for all of them, as they would fail when they are used.
 */
final class SettingsBinder {

	/**
	 * A timer counts nanoseconds, of which 292 years fit into a number. Durations are
	 * added, and multiplied by small numbers.
	 */
	private static final Duration LONGEST = Duration.ofDays(3650);

	private static final String LONGEST_FIX = "Set it to %dd or less, such as 500ms, 30s or 2m, or remove it for the default."
		.formatted(LONGEST.toDays());

	private final Environment environment;

	SettingsBinder(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Read properties.
	 * @param <T> the type of what holds them
	 * @param prefix the prefix of their names
	 * @param type what holds them
	 * @param fixFor returns what can be written in place of the value of a property
	 * @return the properties, those that are not there with their defaults
	 */
	<T> T bind(String prefix, Class<T> type, UnaryOperator<String> fixFor) {
		try {
			return Binder.get(this.environment).bindOrCreate(prefix, Bindable.of(type), new LongestDuration());
		}
		catch (BindException ex) {
			if (ex.getCause() instanceof InvalidForkitPropertyException invalid) {
				throw invalid;
			}
			ConfigurationProperty property = ex.getProperty();
			String name = (property != null) ? property.getName().toString() : ex.getName().toString();
			throw ClusterSettingsReader.invalid(name, (property != null) ? String.valueOf(property.getValue()) : "",
					"it cannot be understood", fixFor.apply(name));
		}
	}

	/**
	 * Read a duration of others: what they cannot understand is theirs to say.
	 * @param name the name of the property
	 * @param otherwise what applies without the property
	 * @return the duration
	 */
	Duration duration(String name, Duration otherwise) {
		Duration duration = Binder.get(this.environment).bind(name, Duration.class).orElse(otherwise);
		check(name, this.environment.getProperty(name, duration.toString()), duration);
		return duration;
	}

	/**
	 * Refuse a duration that nobody can wait for.
	 * @param name the name of the property
	 * @param value its value, as it is written
	 * @param duration the same
	 */
	static void check(String name, Object value, Duration duration) {
		if (duration.compareTo(LONGEST) > 0) {
			throw ClusterSettingsReader.invalid(name, String.valueOf(value), "nobody can wait for so long",
					LONGEST_FIX);
		}
	}

	private static final class LongestDuration implements BindHandler {

		@Override
		public Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Object result) {
			ConfigurationProperty property = context.getConfigurationProperty();
			if (result instanceof Duration duration) {
				check(name.toString(), (property != null) ? property.getValue() : duration, duration);
			}
			return result;
		}

	}

}
