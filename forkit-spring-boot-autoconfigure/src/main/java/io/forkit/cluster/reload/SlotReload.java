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

import org.jspecify.annotations.Nullable;

/**
 * What a reload has done to one slot.
 *
 * @param slot the slot
 * @param step what was tried
 * @param failure why it did not succeed, {@code null} if it did
 * @param duration from the start of the new worker to the end of the old one, or to the
 * end of the new one if that has failed
 * @since 0.1.0
 */
public record SlotReload(int slot, Step step, @Nullable String failure, Duration duration) {

	/**
	 * What was tried.
	 */
	public enum Step {

		/** To replace the worker by one of the new generation. */
		REPLACE,

		/** To replace the new worker by one of the old generation again. */
		ROLL_BACK

	}

}
