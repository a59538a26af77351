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

package io.forkit.process.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.forkit.process.CommandSpec;
import org.jspecify.annotations.Nullable;

import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * The attributes of an {@link ExecFile} but for the command, parsed.
 *
 * @param timeout the limit, or {@code null} for that of the template
 * @param maxBuffer the limit, or {@code null} for that of the template
 * @param directory the directory, or {@code null} for that of the template
 * @param environment the variables that are added
 */
record CommandSettings(@Nullable Duration timeout, @Nullable DataSize maxBuffer, @Nullable Path directory,
		Map<String, String> environment) {

	static final CommandSettings DEFAULTS = new CommandSettings(null, null, null, Map.of());

	static CommandSettings of(ExecFile annotation, UnaryOperator<String> properties) {
		Map<String, String> environment = new LinkedHashMap<>();
		for (String variable : annotation.environment()) {
			String text = properties.apply(variable);
			int separator = text.indexOf('=');
			Assert.isTrue(separator > 0, () -> "'environment' must have elements as NAME=value but has '" + text + "'");
			environment.put(text.substring(0, separator), text.substring(separator + 1));
		}
		return new CommandSettings(parse("timeout", annotation.timeout(), properties, CommandSettings::duration),
				parse("maxBuffer", annotation.maxBuffer(), properties, CommandSettings::dataSize),
				parse("directory", annotation.directory(), properties, Path::of), environment);
	}

	CommandSettings with(CommandSettings other) {
		Map<String, String> both = new LinkedHashMap<>(this.environment);
		both.putAll(other.environment);
		return new CommandSettings((other.timeout != null) ? other.timeout : this.timeout,
				(other.maxBuffer != null) ? other.maxBuffer : this.maxBuffer,
				(other.directory != null) ? other.directory : this.directory, both);
	}

	void apply(CommandSpec spec) {
		if (this.timeout != null) {
			spec.timeout(this.timeout);
		}
		if (this.maxBuffer != null) {
			spec.maxBuffer(this.maxBuffer);
		}
		if (this.directory != null) {
			spec.directory(this.directory);
		}
		this.environment.forEach(spec::environment);
	}

	private static <T> @Nullable T parse(String name, String value, UnaryOperator<String> properties,
			Function<String, T> parser) {
		String text = properties.apply(value);
		if (text.isEmpty()) {
			return null;
		}
		try {
			return parser.apply(text);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("'" + name + "' is '" + text + "': " + ex.getMessage(), ex);
		}
	}

	private static Duration duration(String text) {
		Duration duration = DurationFormatterUtils.detectAndParse(text);
		Assert.isTrue(!duration.isNegative() && !duration.isZero(), "it must be greater than zero, as 5s");
		return duration;
	}

	private static DataSize dataSize(String text) {
		DataSize size = DataSize.parse(text);
		Assert.isTrue(!size.isNegative(), "it must not be negative, as 10MB");
		return size;
	}

}
