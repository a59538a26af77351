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

package io.forkit.cluster.reload;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What came of a reload.
 *
 * @param result what came of it
 * @param reason why it was not completed, {@code null} if it was
 * @param generation the number of the generation that is in force now
 * @param startedAt when it was asked for
 * @param duration how long it took
 * @param slots what was done to each slot, in that order
 * @since 0.1.0
 */
public record ReloadOutcome(Result result, @Nullable String reason, int generation, Instant startedAt,
		Duration duration, List<SlotReload> slots) {

	public ReloadOutcome {
		slots = List.copyOf(slots);
	}

	/**
	 * Return whether all workers are of the new generation.
	 * @return whether they are
	 */
	public boolean isCompleted() {
		return this.result == Result.COMPLETED;
	}

	/**
	 * What came of it.
	 */
	public enum Result {

		/** All workers were replaced. */
		COMPLETED,

		/** A new worker has failed, and the others were replaced by old ones again. */
		ROLLED_BACK,

		/** Nothing was begun. */
		REFUSED,

		/** The cluster was stopped meanwhile. */
		STOPPED

	}

}
