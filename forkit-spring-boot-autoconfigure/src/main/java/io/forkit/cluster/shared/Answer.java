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

package io.forkit.cluster.shared;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What the store answers: how it went, and what came of it.
 */
final class Answer {

	private static final String DONE = "done";

	private static final String LIMIT = "limit";

	private static final String FAILED = "failed";

	private Answer() {
	}

	static List<?> of(Supplier<@Nullable Object> execution) {
		try {
			return Command.of(DONE, execution.get());
		}
		catch (SharedStateLimitException ex) {
			return Command.of(LIMIT, ex.getMessage());
		}
		catch (RuntimeException ex) {
			return Command.of(FAILED, String.valueOf(ex.getMessage()));
		}
	}

	static @Nullable Object read(List<?> answer) {
		if (answer.size() != 2) {
			throw new SharedStateException("The primary has answered something else", null);
		}
		Object value = answer.get(1);
		if (LIMIT.equals(answer.get(0))) {
			throw new SharedStateLimitException(String.valueOf(value));
		}
		if (FAILED.equals(answer.get(0))) {
			throw new IllegalArgumentException(String.valueOf(value));
		}
		return value;
	}

}
