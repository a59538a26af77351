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

/**
 * What is known of a worker in one turn.
 *
 * @param turn the turn
 * @param phase where in its life it is
 * @param beats how many signs of life it has given
 * @param collecting share of the time before the last sign in which its garbage was
 * collected while all else stood still
 * @param excused whether its silence means nothing for the moment
 * @param deadlock its threads that wait for each other, or nothing
 * @param unanswered what came of requests to its server if that counts, or nothing
 */
record Observation(FairTime.Turn turn, Phase phase, long beats, double collecting, boolean excused, String deadlock,
		String unanswered) {

	/**
	 * Where in its life a worker is.
	 */
	enum Phase {

		/** It has not been ready yet. */
		STARTING,

		/** It has been ready. */
		SERVING,

		/** It is to end. */
		ENDING

	}

}
