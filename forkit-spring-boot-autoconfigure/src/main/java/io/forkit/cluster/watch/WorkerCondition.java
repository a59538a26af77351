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
 * How a worker fares, beside its state.
 *
 * @since 0.1.0
 */
public enum WorkerCondition {

	/** Nothing is known that would be wrong. */
	HEALTHY,

	/** Its process is stopped, by SIGSTOP say, or frozen. */
	STOPPED,

	/** A debugger holds its process, or may hold its threads. */
	TRACED,

	/** It waits for the processor, which others have. */
	STARVED,

	/** It waits for memory that is swapped out, or for the disk. */
	SWAPPING,

	/** It is busy with the garbage of its heap, and with hardly anything else. */
	COLLECTING,

	/** Its JVM gives no sign of life, and none of the above explains that. */
	SILENT,

	/** Its JVM runs, but requests to its server are not answered. */
	UNRESPONSIVE,

	/** Some of its threads wait for each other. */
	DEADLOCKED,

	/** It is not ready, and should have been for long. */
	SLOW_START;

	/**
	 * Return whether its JVM can be asked for something.
	 * @return {@code false} if it gives no sign of life
	 */
	public boolean answers() {
		return switch (this) {
			case HEALTHY, UNRESPONSIVE, DEADLOCKED, SLOW_START -> true;
			case STOPPED, TRACED, STARVED, SWAPPING, COLLECTING, SILENT -> false;
		};
	}

}
