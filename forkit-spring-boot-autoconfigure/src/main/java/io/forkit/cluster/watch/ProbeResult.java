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

package io.forkit.cluster.watch;

import java.time.Duration;

/**
 * What came of a request to the server of a worker.
 *
 * @param outcome what came of it
 * @param status the status of the answer, 0 without one
 * @param duration how long it took
 * @param detail what went wrong, or nothing
 * @since 0.1.0
 */
public record ProbeResult(Outcome outcome, int status, Duration duration, String detail) {

	private static final int LOWEST_GOOD = 200;

	private static final int HIGHEST_GOOD = 399;

	/**
	 * Create the result of a request that nothing has become of.
	 * @param detail why
	 * @return the result
	 */
	public static ProbeResult impossible(String detail) {
		return new ProbeResult(Outcome.IMPOSSIBLE, 0, Duration.ZERO, detail);
	}

	/**
	 * Return whether there is an answer, with a status of 200 to 399.
	 * @return whether there is
	 */
	public boolean isGood() {
		return this.outcome == Outcome.ANSWERED && this.status >= LOWEST_GOOD && this.status <= HIGHEST_GOOD;
	}

	/**
	 * Say it in words.
	 * @param path what was asked for
	 * @return the words
	 */
	public String describe(String path) {
		return switch (this.outcome) {
			case ANSWERED -> "GET %s was answered with status %d".formatted(path, this.status);
			case TIMED_OUT -> "GET %s was not answered within %d ms".formatted(path, this.duration.toMillis());
			case FAILED -> "GET %s failed: %s".formatted(path, this.detail);
			case IMPOSSIBLE -> "GET %s could not be sent: %s".formatted(path, this.detail);
		};
	}

	/**
	 * What can come of a request.
	 */
	public enum Outcome {

		/** It was answered, with any status. */
		ANSWERED,

		/** It was not answered in time. */
		TIMED_OUT,

		/** The server has closed the connection without an answer that can be read. */
		FAILED,

		/** It could not be sent, which says nothing about the server. */
		IMPOSSIBLE

	}

}
