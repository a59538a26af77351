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

package io.forkit.cluster;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What came of a replacement.
 *
 * @param slot the slot
 * @param kind what came of it
 * @param failure why the worker was not replaced, {@code null} if it was
 * @param duration from the start of the new worker until the old one has ended, or the
 * new one if that has failed
 */
record ReplacementResult(Slot slot, Kind kind, @Nullable String failure, Duration duration) {

	boolean isReplaced() {
		return this.kind == Kind.REPLACED;
	}

	/**
	 * What came of it.
	 */
	enum Kind {

		/** The new worker serves, and the old one has ended. */
		REPLACED,

		/** The new worker was not fit, and has ended. */
		FAILED,

		/** A listener has forbidden it. */
		VETOED,

		/** Nobody wants it any more: the slot is given up, or whoever wanted it is. */
		CANCELLED

	}

}
