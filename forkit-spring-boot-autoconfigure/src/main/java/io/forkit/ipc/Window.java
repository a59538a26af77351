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

package io.forkit.ipc;

/**
 * How much the other side may send of what listeners handle. It holds back the rest, so
 * that this one need not stop reading: answers, acknowledgements and whatever else passes
 * go on arriving. Not thread-safe.
 */
final class Window {

	private long first;

	// Of all that was ever sent, in the measure of Outgoing.costOfReceiver().
	private long allowed;

	private long arrived;

	/**
	 * Create a window.
	 * @param first how much may be sent before anything is said, or 0 if the other side
	 * knows no such thing
	 */
	Window(long first) {
		this.first = first;
		this.allowed = first;
	}

	/**
	 * Take account of what has arrived.
	 * @param cost what it takes
	 * @return whether it might be sent
	 */
	boolean arrived(long cost) {
		boolean entitled = this.arrived < this.allowed;
		this.arrived += cost;
		return entitled;
	}

	/**
	 * See whether more may be sent: when at least half of what there is room for was not
	 * allowed before, so that it need not be said for each message.
	 * @param room how much there is room for
	 * @return of all that was ever sent, how much may be now, or 0 if there is nothing to
	 * say
	 */
	long widen(long room) {
		long left = this.allowed - this.arrived;
		long wanted = (this.allowed == this.first) ? Math.min(room, this.first) : room;
		if (this.first == 0 || room <= Math.max(0, left) || left > wanted / 2) {
			return 0;
		}
		this.allowed = this.arrived + room;
		return this.allowed;
	}

	/** Say no more: nothing can be said. */
	void close() {
		this.first = 0;
		this.allowed = 0;
	}

}
