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
 * What the primary and a worker say on the socket between them: records of two numbers,
 * what it is and a value.
 * <p>
 * Connections are taken in the order in which they were sent. Everything that was not
 * taken before the worker closes its gate is refused with that: the worker drops what it
 * finds of it, which it knows by the epoch, and the primary still has it. A worker serves
 * a connection after it has said that it takes it, never before; so one whose end of the
 * socket is gone can serve none of the others.
 */
final class HandOver {

	/** The size of a record, in bytes. */
	static final int RECORD = 8;

	/** From the primary, with a descriptor: a connection, and the epoch it belongs to. */
	static final int CONNECTION = 1;

	/** From the primary, with a descriptor: a listening socket for this worker alone. */
	static final int SOCKET = 2;

	/**
	 * From the primary: all from before this epoch was sent before this.
	 */
	static final int MARK = 3;

	/** From a worker: it takes the oldest connection. */
	static final int ACCEPTED = 4;

	/** From a worker: it cannot take the oldest connection. */
	static final int REFUSED = 5;

	/** From a worker: it takes no more; the epoch that begins. */
	static final int GATE_CLOSED = 6;

	/** From a worker: it takes those of the epoch. */
	static final int GATE_OPEN = 7;

	/** From a worker: how many connections it has open. */
	static final int LOAD = 8;

	/** From a worker: it accepts from the listening socket that it was sent. */
	static final int SOCKET_TAKEN = 9;

	/** From a worker: the listening socket got lost on its way. */
	static final int SOCKET_LOST = 10;

	private HandOver() {
	}

}
