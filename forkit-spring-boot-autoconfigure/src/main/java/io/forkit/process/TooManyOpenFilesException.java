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
 * A program that could not be started because this process (EMFILE) or the system
 * (ENFILE) has too many open files: the cause tells which.
 *
 * @since 0.1.0
 */
public class TooManyOpenFilesException extends ProcessStartException {

	TooManyOpenFilesException(Invocation invocation, Throwable cause) {
		super(invocation,
				"too many files are open: " + cause.getMessage() + "; close some, or raise the limit as by 'ulimit -n'",
				cause);
	}

}
