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
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How a command came out, before it is a result or an exception: an exception is made by
 * the thread that throws it, so that its stack trace shows who ran the command.
 *
 * @param invocation the command
 * @param ending why it was ended, or {@code null} if it ended by itself
 * @param result what it left, or {@code null} if its end could not be learnt
 * @param problem what kept forkit from watching or signalling it, or {@code null}
 * @param streamFailure why its input could not be read or its output not be handed on, or
 * {@code null}
 */
record Outcome(Invocation invocation, @Nullable Ending ending, @Nullable ProcessResult result,
		@Nullable IOException problem, @Nullable Exception streamFailure) {

	/**
	 * Return the result of a program that has done what it should.
	 * @return the result
	 */
	ProcessResult orThrow() {
		ProcessResult last = orThrowIfForced();
		if (!last.status().isSuccess()) {
			throw new ProcessExitException(this.invocation, last);
		}
		return last;
	}

	/**
	 * Return the result of a program that has ended by itself.
	 * @return the result, whatever the status
	 */
	ProcessResult orThrowIfForced() {
		endObservation();
		ProcessResult last = this.result;
		ProcessException failure = failure();
		if (failure != null || last == null) {
			throw Objects.requireNonNullElseGet(failure, this::notWatched);
		}
		return last;
	}

	/**
	 * Return why there is no result to rely on.
	 * @return the failure, or {@code null} if the program has ended by itself
	 */
	@Nullable ProcessException failure() {
		if (this.ending == Ending.NOT_WATCHED) {
			return notWatched();
		}
		if (this.ending != null) {
			return forcedEnd(this.ending);
		}
		if (this.streamFailure != null) {
			return new ProcessStreamException(this.invocation, this.result, this.streamFailure);
		}
		return (this.result == null) ? notWatched() : null;
	}

	/**
	 * End the observation of the command, if there is one that has not ended.
	 */
	void endObservation() {
		CommandObservation observation = this.invocation.observation();
		if (observation != null) {
			observation.stop(this);
		}
	}

	private ProcessStartException notWatched() {
		return new ProcessStartException(this.invocation, "it could not be watched and was killed", this.problem);
	}

	private ForcedEndException forcedEnd(Ending ending) {
		return switch (ending) {
			case TIMEOUT -> new ProcessTimeoutException(this.invocation,
					Objects.requireNonNullElse(this.invocation.options().timeout, Duration.ZERO), this.result,
					this.problem);
			case STDOUT_LIMIT -> outputLimit("stdout");
			case STDERR_LIMIT -> outputLimit("stderr");
			case CANCELLED -> cancelled("its future was completed", this.problem);
			case INTERRUPTED -> cancelled("the waiting thread was interrupted", new InterruptedException());
			case CLOSED -> cancelled("the template was closed", this.problem);
			case STREAM_FAILED, NOT_WATCHED ->
				new ProcessStreamException(this.invocation, this.result, this.streamFailure);
		};
	}

	private OutputLimitException outputLimit(String stream) {
		return new OutputLimitException(this.invocation, stream, this.invocation.options().maxBuffer, this.result,
				this.problem);
	}

	private ProcessCancelledException cancelled(String reason, @Nullable Throwable cause) {
		return new ProcessCancelledException(this.invocation, reason, this.result, cause);
	}

}
