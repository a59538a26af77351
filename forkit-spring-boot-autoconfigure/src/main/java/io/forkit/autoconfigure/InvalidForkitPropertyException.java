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

/**
 * A property of forkit has a value that cannot be used.
 *
 * @since 0.1.0
 */
public class InvalidForkitPropertyException extends RuntimeException {

	private final String property;

	private final String value;

	private final String reason;

	private final String fix;

	public InvalidForkitPropertyException(String property, String value, String reason, String fix) {
		super("'%s' must not be '%s': %s".formatted(property, value, reason));
		this.property = property;
		this.value = value;
		this.reason = reason;
		this.fix = fix;
	}

	public String getProperty() {
		return this.property;
	}

	public String getValue() {
		return this.value;
	}

	public String getReason() {
		return this.reason;
	}

	/**
	 * Return what the user can do about it.
	 * @return one or more sentences
	 */
	public String getFix() {
		return this.fix;
	}

}
