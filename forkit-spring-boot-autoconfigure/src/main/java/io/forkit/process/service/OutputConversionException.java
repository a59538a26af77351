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

import io.forkit.process.ProcessResult;

/**
 * Output of a program that was successful, but that cannot be read as the type which the
 * method returns.
 *
 * @since 0.1.0
 */
public class OutputConversionException extends RuntimeException {

	private final transient ProcessResult result;

	OutputConversionException(ProcessResult result, String type, RuntimeException cause) {
		super("The output of [" + result + "] cannot be read as " + type + ": " + cause.getMessage(), cause);
		this.result = result;
	}

	/**
	 * Return all that the program left behind.
	 * @return the result
	 */
	public ProcessResult getResult() {
		return this.result;
	}

}
