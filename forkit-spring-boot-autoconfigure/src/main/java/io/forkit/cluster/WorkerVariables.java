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

package io.forkit.cluster;

import java.util.Map;

import org.springframework.util.Assert;

/**
 * Variables that the user gives to workers.
 *
 * @since 0.1.0
 */
public final class WorkerVariables {

	private WorkerVariables() {
	}

	/**
	 * Check variables.
	 * @param variables the variables
	 * @throws IllegalArgumentException if a name or value cannot be in an environment, or
	 * is one by which a worker finds its primary
	 */
	public static void check(Map<String, String> variables) {
		Assert.notNull(variables, "'environment' must not be null");
		variables.forEach((name, value) -> {
			Assert.isTrue(!name.isEmpty() && name.indexOf('=') < 0 && name.indexOf('\0') < 0,
					() -> "'environment' must have names without '=' and NUL but has '" + name + "'");
			Assert.isTrue(value != null && value.indexOf('\0') < 0,
					() -> "'environment' must have values without NUL, but not that of '" + name + "'");
			Assert.isTrue(!WorkerIdentity.VARIABLES.contains(name),
					() -> "'environment' must not have '" + name + "', by which a worker finds its primary");
		});
	}

}
