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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How a command came out, before it is a result or an exception: an exception is made by
 * the thread that throws it, so that its stack trace shows who ran the command.
 *
 * @param command the command
 * @param options what was said about it
 * @param ending why it was ended, or {@code null} if it ended by itself
 * @param result what it left, or {@code null} if its end could not be learnt
 * @param problem what kept forkit from watching or signalling it, or {@code null}
 */
record Outcome(List<String> command, CommandOptions options, @Nullable Ending ending, @Nullable ProcessResult result,
		@Nullable IOException problem) {

	ProcessResult orThrow() {
		if (this.ending != null) {
			throw forcedEnd(this.ending);
		}
		if (this.result == null || this.problem != null) {
			throw new ProcessStartException(this.command, "it could not be watched and was killed", this.problem);
		}
		if (!this.result.status().isSuccess()) {
			throw new ProcessExitException(this.result);
		}
		return this.result;
	}

	private ForcedEndException forcedEnd(Ending ending) {
		return switch (ending) {
			case TIMEOUT -> new ProcessTimeoutException(this.command,
					Objects.requireNonNullElse(this.options.timeout(), Duration.ZERO), this.result, this.problem);
			case STDOUT_LIMIT ->
				new OutputLimitException(this.command, "stdout", this.options.maxBuffer(), this.result, this.problem);
			case STDERR_LIMIT ->
				new OutputLimitException(this.command, "stderr", this.options.maxBuffer(), this.result, this.problem);
			case CANCELLED -> cancelled("its future was completed", this.problem);
			case INTERRUPTED -> cancelled("the waiting thread was interrupted", new InterruptedException());
			case CLOSED -> cancelled("the template was closed", this.problem);
		};
	}

	private ProcessCancelledException cancelled(String reason, @Nullable Throwable cause) {
		return new ProcessCancelledException(this.command, reason, this.result, cause);
	}

}
