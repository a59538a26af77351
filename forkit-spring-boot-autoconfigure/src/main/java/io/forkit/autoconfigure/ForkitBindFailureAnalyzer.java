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

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * Tells a user how to write the value of a property of forkit that could not be
 * understood. Comes before Boot's analyzer, which cannot know.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class ForkitBindFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		ConfigurationProperty property = cause.getProperty();
		ResolvableType target = cause.getTarget().getType();
		Class<?> type = (target.hasGenerics() ? target.getGeneric() : target).resolve();
		if (property == null || type == null || !property.getName().toString().startsWith("forkit.")) {
			return null;
		}
		String description = "The property '%s' has the value '%s', but that is no %s.".formatted(property.getName(),
				property.getValue(), kind(type));
		String origin = (property.getOrigin() != null) ? " It comes from " + property.getOrigin() + "." : "";
		return new FailureAnalysis(description + origin, fix(type), cause);
	}

	private static String kind(Class<?> type) {
		if (type == DataSize.class) {
			return "size";
		}
		if (type == Pattern.class) {
			return "regular expression";
		}
		return ClassUtils.resolvePrimitiveIfNecessary(type)
			.getSimpleName()
			.replaceAll("(?<=[a-z])(?=[A-Z])", " ")
			.toLowerCase(Locale.ROOT);
	}

	private static String fix(Class<?> type) {
		Class<?> boxed = ClassUtils.resolvePrimitiveIfNecessary(type);
		if (boxed == Duration.class) {
			return "Set it to a duration, such as 500ms, 30s or 2m.";
		}
		if (boxed == DataSize.class) {
			return "Set it to a size, such as 512KB or 10MB.";
		}
		if (boxed == Integer.class) {
			return "Set it to a whole number.";
		}
		if (boxed == Boolean.class) {
			return "Set it to true or false.";
		}
		if (boxed == Charset.class) {
			return "Set it to the name of a charset that this JVM has, such as UTF-8.";
		}
		if (boxed == Pattern.class) {
			return "Set it to a regular expression as Java has them. One with a comma needs an index: name[0].";
		}
		if (boxed.isEnum()) {
			return Arrays.stream(boxed.getEnumConstants())
				.map((constant) -> ((Enum<?>) constant).name())
				.map((name) -> name.startsWith("SIG") ? name : name.toLowerCase(Locale.ROOT).replace('_', '-'))
				.collect(Collectors.joining(", ", "Set it to one of ", "."));
		}
		return "Correct the value or remove the property.";
	}

}
