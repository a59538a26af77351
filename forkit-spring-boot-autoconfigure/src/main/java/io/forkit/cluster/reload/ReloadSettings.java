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
 * How workers are replaced on purpose: by a reload, and by whatever else replaces one
 * that has not ended. Valid by construction.
 *
 * @param surge how many at once
 * @param readyTimeout how long a new worker may take to be ready
 * @param settleTime how long a new worker must have been ready before the one that it
 * replaces leaves
 * @param pause how long to wait between two batches of a reload
 * @param probePath a path that a new worker must answer a request for, through its own
 * server, before it counts as ready; {@code null} for none
 * @param stage whether the workers run from a copy of the jar
 * @since 0.1.0
 */
public record ReloadSettings(Surge surge, Duration readyTimeout, Duration settleTime, Duration pause,
		@Nullable String probePath, StageMode stage) {

	/** What is used where nothing is said. */
	public static final ReloadSettings DEFAULTS = new ReloadSettings(Surge.ONE, Duration.ofMinutes(2),
			Duration.ofSeconds(5), Duration.ZERO, null, StageMode.AUTO);

}
