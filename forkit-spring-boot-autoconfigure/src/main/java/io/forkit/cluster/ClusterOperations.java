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

import java.time.Instant;
import java.util.List;

import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.scale.ScaleOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What was done to the workers of a cluster on purpose, and is being done.
 *
 * @param reloadingSince when the reload was begun that is running, {@code null} if there
 * is none
 * @param reloads the outcomes of the last reloads, at most 10, the latest first
 * @param scalings the outcomes of the last changes of the number of workers, at most 10,
 * the latest first
 * @since 0.1.0
 */
public record ClusterOperations(@Nullable Instant reloadingSince, List<ReloadOutcome> reloads,
		List<ScaleOutcome> scalings) {

	public ClusterOperations {
		reloads = List.copyOf(reloads);
		scalings = List.copyOf(scalings);
	}

}
