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

package io.forkit.cluster.scale;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What came of a change of the number of workers.
 *
 * @param result what came of it
 * @param reason why it was not completed, {@code null} if it was
 * @param from how many workers there should have been before
 * @param to how many there should be now
 * @param startedAt when it was asked for
 * @param duration how long it took
 * @since 0.1.0
 */
public record ScaleOutcome(Result result, @Nullable String reason, int from, int to, Instant startedAt,
		Duration duration) {

	/**
	 * Return whether there are as many workers as there should be.
	 * @return whether there are
	 */
	public boolean isCompleted() {
		return this.result == Result.COMPLETED;
	}

	/**
	 * What came of it.
	 */
	public enum Result {

		/** All new workers have become ready, or those that were too many have ended. */
		COMPLETED,

		/**
		 * The number is what it should be, but not all new workers have become ready in
		 * time; they are tried to be started further on. Or some were not allowed to be
		 * started, or to leave.
		 */
		INCOMPLETE,

		/** Somebody has asked for another number meanwhile. */
		SUPERSEDED,

		/** Nothing was begun. */
		REFUSED,

		/** The cluster was stopped meanwhile. */
		STOPPED

	}

}
