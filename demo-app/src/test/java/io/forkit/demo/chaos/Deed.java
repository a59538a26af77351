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

package io.forkit.demo.chaos;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What an action has done.
 *
 * @param what in words
 * @param victims the processes that it was done to
 * @param harm what may come of it
 * @param undo what takes it back, {@code null} if nothing does
 * @param undoAfter when to take it back
 */
record Deed(String what, Set<Long> victims, Harm harm, @Nullable Runnable undo, Duration undoAfter) {

	static Deed lasting(String what, Set<Long> victims, Harm harm) {
		return new Deed(what, victims, harm, null, Duration.ZERO);
	}

}
