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

import org.jspecify.annotations.Nullable;

/**
 * A program that could not be started. The cause, if there is one, is an
 * {@link io.forkit.posix.ErrnoException} with the error of the system, as EMFILE (too
 * many open files) or E2BIG (argument list too long).
 *
 * @since 0.1.0
 */
public class ProcessStartException extends ProcessException {

	ProcessStartException(Invocation invocation, String reason, @Nullable Throwable cause) {
		super(invocation, "could not be started: " + reason, cause);
	}

}
