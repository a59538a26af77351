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

package io.forkit.process;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Which engine starts the programs of a template.
 *
 * @param name {@code native} or {@code jdk}
 * @param reason why it is not the native one, or why the native one, which was chosen,
 * cannot be used, as a clause; {@code null} for the native one in use
 * @param limits what it cannot do or does in another way, a sentence or two for each;
 * nothing for the native one in use
 * @since 0.1.0
 */
public record EngineInfo(String name, @Nullable String reason, List<String> limits) {

	public EngineInfo {
		Assert.hasText(name, "'name' must not be empty");
		limits = List.copyOf(limits);
	}

}
