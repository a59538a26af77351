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

/**
 * The state of a worker, from its start to its end.
 *
 * @since 0.1.0
 */
public enum WorkerState {

	/** The process was started. */
	STARTING,

	/** The process has reported to the primary; the application is starting. */
	ONLINE,

	/** The application has a shared socket and accepts connections. */
	LISTENING,

	/**
	 * The application is ready, but accepts no connections: it waits to be given a slot.
	 */
	STANDBY,

	/** The application is ready (Boot's {@code ReadinessState.ACCEPTING_TRAFFIC}). */
	READY,

	/** The worker finishes what it has begun and takes nothing new. */
	DRAINING,

	/** The process has ended. */
	EXITED

}
