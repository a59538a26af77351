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

package io.forkit.cluster.restart;

/**
 * What a cluster does when it gives up: when its breaker is open, or no slot is left that
 * has a worker or will get one.
 *
 * @since 0.1.0
 */
public enum GiveUp {

	/**
	 * Go on with the workers that there are. When there are none, the sockets are closed,
	 * so that clients are refused, until a slot gets a worker again.
	 */
	KEEP,

	/** Close the sockets, let the workers finish, and end the primary with an error. */
	EXIT

}
