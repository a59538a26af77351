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

import java.lang.reflect.Type;
import java.util.function.Function;

import io.forkit.process.ProcessResult;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.Assert;

/**
 * Reads standard output as JSON. The one class that needs Jackson.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class JsonOutputConverter implements OutputConverter {

	private final JsonMapper mapper;

	/**
	 * Create a converter with Jackson's defaults.
	 */
	public JsonOutputConverter() {
		this(new JsonMapper());
	}

	/**
	 * Create a converter.
	 * @param mapper the mapper that reads
	 */
	public JsonOutputConverter(JsonMapper mapper) {
		Assert.notNull(mapper, "'mapper' must not be null");
		this.mapper = mapper;
	}

	static JsonOutputConverter from(BeanFactory beanFactory) {
		return new JsonOutputConverter(beanFactory.getBeanProvider(JsonMapper.class).getIfUnique(JsonMapper::new));
	}

	@Override
	public Function<ProcessResult, @Nullable Object> forType(Type type) {
		ObjectReader reader = this.mapper.readerFor(this.mapper.constructType(type));
		return (result) -> reader.readValue(result.stdoutBytes());
	}

}
