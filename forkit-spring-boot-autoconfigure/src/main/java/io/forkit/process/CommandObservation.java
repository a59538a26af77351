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

import io.forkit.posix.Signal;
import io.forkit.process.observation.CommandOutcome;
import io.forkit.process.observation.ProcessObservationContext;
import io.micrometer.observation.Observation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The observation of one command. What comes first ends it: the thread that waits for the
 * command, or one of the executor. Never the loop, as handlers are code of others.
 * <p>
 * Thread-safe. Who comes second waits until the first one is done, so that whoever has a
 * result finds the observation ended.
 */
final class CommandObservation {

	private static final Log logger = LogFactory.getLog(CommandObservation.class);

	private final Observation observation;

	private final ProcessObservationContext context;

	private final boolean feedsAnother;

	private boolean stopped;

	/**
	 * Take over an observation that has been started.
	 * @param observation the observation
	 * @param context its context
	 * @param feedsAnother whether another program of a pipeline reads the output
	 */
	CommandObservation(Observation observation, ProcessObservationContext context, boolean feedsAnother) {
		this.observation = observation;
		this.context = context;
		this.feedsAnother = feedsAnother;
	}

	/**
	 * End it with what has come out of the program.
	 * @param outcome what has come out
	 */
	synchronized void stop(Outcome outcome) {
		if (this.stopped) {
			return;
		}
		ProcessResult result = outcome.result();
		if (result != null) {
			ExitStatus status = result.status();
			this.context.setPid(result.pid());
			this.context.setExitCode(status.code().isPresent() ? status.code().getAsInt() : null);
			this.context.setSignal(signal(status));
		}
		stop(commandOutcome(outcome), outcome.failure());
	}

	/**
	 * End it because the program was not started.
	 * @param outcome how the command came out
	 * @param failure why
	 */
	synchronized void stop(CommandOutcome outcome, @Nullable Throwable failure) {
		if (this.stopped) {
			return;
		}
		this.stopped = true;
		this.context.setOutcome(outcome);
		try {
			if (failure != null) {
				this.observation.error(failure);
			}
			this.observation.stop();
		}
		catch (RuntimeException ex) {
			// What a program has done is not undone by those who look on.
			logger.error("The end of a command could not be observed", ex);
		}
	}

	private CommandOutcome commandOutcome(Outcome outcome) {
		Ending ending = outcome.ending();
		if (ending != null) {
			return switch (ending) {
				case TIMEOUT -> CommandOutcome.TIMEOUT;
				case STDOUT_LIMIT, STDERR_LIMIT -> CommandOutcome.OUTPUT_LIMIT;
				case CANCELLED, INTERRUPTED, CLOSED -> CommandOutcome.CANCELLED;
				case STREAM_FAILED -> CommandOutcome.STREAM_FAILURE;
				case NOT_WATCHED -> CommandOutcome.START_FAILURE;
			};
		}
		if (outcome.streamFailure() != null) {
			return CommandOutcome.STREAM_FAILURE;
		}
		ProcessResult result = outcome.result();
		if (result == null) {
			return CommandOutcome.START_FAILURE;
		}
		boolean success = result.status().isSuccess() || (this.feedsAnother && result.status().isBrokenPipe());
		return success ? CommandOutcome.SUCCESS : CommandOutcome.FAILURE;
	}

	private static @Nullable String signal(ExitStatus status) {
		if (status.signalNumber().isEmpty()) {
			return null;
		}
		return status.signal().map(Signal::name).orElseGet(() -> "SIG" + status.signalNumber().getAsInt());
	}

}
