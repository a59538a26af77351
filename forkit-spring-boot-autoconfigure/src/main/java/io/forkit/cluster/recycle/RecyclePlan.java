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

package io.forkit.cluster.recycle;

import java.time.Duration;
import java.util.List;

/**
 * What follows from a look at all workers.
 *
 * @param due those that are to be recycled, the most urgent first
 * @param futile those for which a recycle has been found to be of no use since the last
 * look
 * @since 0.1.0
 */
public record RecyclePlan(List<RecycleDecision> due, List<Futile> futile) {

	/**
	 * A worker that exceeds a limit as soon as the one before it, which was recycled for
	 * that.
	 *
	 * @param decision the worker and the limit
	 * @param pause how long nobody is recycled for that
	 */
	public record Futile(RecycleDecision decision, Duration pause) {

	}

}
