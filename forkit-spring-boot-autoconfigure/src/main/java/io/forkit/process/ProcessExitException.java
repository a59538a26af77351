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

/**
 * A program that ended with an exit code other than 0, or by a signal that did not come
 * from forkit.
 *
 * @since 0.1.0
 */
public class ProcessExitException extends ProcessException {

	private final transient ProcessResult result;

	ProcessExitException(Invocation invocation, ProcessResult result) {
		super(invocation, "failed after %d ms: %s%s%s".formatted(result.duration().toMillis(), result.status(),
				limits(invocation), StderrTail.of(invocation, result)), null);
		this.result = result;
	}

	/** A limit is often the reason, which the status alone does not tell. */
	private static String limits(Invocation invocation) {
		ResourceLimits limits = invocation.options().limits;
		return limits.isEmpty() ? "" : " (limits: " + limits + ")";
	}

	/**
	 * Return all that the program left behind.
	 * @return the result
	 */
	public ProcessResult getResult() {
		return this.result;
	}

}
