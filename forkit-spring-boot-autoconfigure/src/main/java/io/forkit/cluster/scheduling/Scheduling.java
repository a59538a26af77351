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

package io.forkit.cluster.scheduling;

/**
 * Who decides which worker serves a connection.
 *
 * @since 0.1.0
 */
public enum Scheduling {

	/**
	 * The workers accept from one socket; the system wakes the one that has waited
	 * longest.
	 */
	SHARED,

	/**
	 * The primary accepts, and hands each connection over to the worker that has fewest
	 * to take, in turn among equals, or to the one that a {@link ConnectionScheduler}
	 * names.
	 */
	ROUND_ROBIN,

	/**
	 * The primary accepts, and hands the connections of a client over to the same worker
	 * each time.
	 */
	STICKY,

	/**
	 * Each worker accepts from a socket of its own; the system chooses the socket by a
	 * hash of the client's address and port.
	 */
	REUSE_PORT;

	/**
	 * Return whether all workers accept from one and the same socket.
	 * @return whether they do
	 */
	public boolean isShared() {
		return this == SHARED;
	}

}
