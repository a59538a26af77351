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

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A program that was ended before it was done, together with what was left of its process
 * group.
 *
 * @since 0.1.0
 */
public abstract class ForcedEndException extends ProcessException {

	private final transient @Nullable ProcessResult result;

	ForcedEndException(Invocation invocation, String message, @Nullable ProcessResult result,
			@Nullable Throwable cause) {
		super(invocation, message + describe(invocation, result), cause);
		this.result = result;
	}

	private static String describe(Invocation invocation, @Nullable ProcessResult result) {
		if (result == null) {
			return "";
		}
		return "; it ended after %d ms: %s%s".formatted(result.duration().toMillis(), result.status(),
				StderrTail.of(invocation, result));
	}

	/**
	 * Return how the program ended and what it wrote until then.
	 * @return the result, or empty if the program was never started or has not ended,
	 * because it could not be signalled or because SIGKILL has not ended it in time
	 */
	public Optional<ProcessResult> getResult() {
		return Optional.ofNullable(this.result);
	}

}
