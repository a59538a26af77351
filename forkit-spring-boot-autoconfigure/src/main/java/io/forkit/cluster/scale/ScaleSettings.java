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

/**
 * How the number of workers is changed.
 *
 * @param leaveFirst which workers leave when there are too many
 * @since 0.1.0
 */
public record ScaleSettings(LeaveFirst leaveFirst) {

	/** The highest number of workers. */
	public static final int MAX_WORKERS = 400;

	/** What is used where nothing is said. */
	public static final ScaleSettings DEFAULTS = new ScaleSettings(LeaveFirst.YOUNGEST);

	/**
	 * Which workers leave first.
	 */
	public enum LeaveFirst {

		/** Those that were started last, which are the least warm. */
		YOUNGEST,

		/** Those that were started first, which may have grown. */
		OLDEST

	}

}
