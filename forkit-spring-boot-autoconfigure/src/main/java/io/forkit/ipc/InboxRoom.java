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
 * How much may arrive yet: counts what has, and what of that nobody listens for. Guarded
 * by the lock of the inbox.
 */
final class InboxRoom {

	private final Window window;

	private long limit;

	private long bytes;

	private long keptBytes;

	private boolean full;

	InboxRoom(long limit, Window window) {
		this.limit = limit;
		this.window = window;
	}

	/**
	 * A message has arrived.
	 * @param incoming the message
	 * @return whether there is enough now, and the other side does not hold back
	 */
	boolean arrived(Incoming incoming) {
		boolean entitled = this.window.arrived(incoming.windowCost());
		this.bytes += incoming.cost();
		if (!entitled && this.bytes > this.limit) {
			this.full = true;
		}
		return this.full;
	}

	/** Nobody listens for a message. */
	void kept(Incoming incoming) {
		this.keptBytes += incoming.cost();
	}

	/** Somebody listens for a message that was kept. */
	void wanted(Incoming incoming) {
		this.keptBytes -= incoming.cost();
	}

	/** A message was handled. */
	void handled(Incoming incoming) {
		this.bytes -= incoming.cost();
	}

	/**
	 * Let more arrive than until now.
	 * @param more how much more
	 * @return whether there was enough, and there no longer is
	 */
	boolean raise(long more) {
		this.limit += more;
		if (this.full && this.bytes <= this.limit) {
			this.full = false;
			return true;
		}
		return false;
	}

	/**
	 * See whether to go on reading. What is kept does not count as long as there is room
	 * beside it, or it would stop the reading of others for ever.
	 * @return whether there was enough, and there no longer is
	 */
	boolean reopen() {
		if (this.full && this.bytes - this.keptBytes <= this.limit / 2 && this.bytes <= this.limit) {
			this.full = false;
			return true;
		}
		return false;
	}

	/**
	 * See whether the other side may send more. As with reading: only when there is room
	 * for much.
	 * @return how much it may send, of all that it has ever sent; 0 if it is not to be
	 * told
	 */
	long widen() {
		return (this.bytes - this.keptBytes <= this.limit / 2) ? this.window.widen(this.limit - this.bytes) : 0;
	}

	/** The other side cannot be told any more how much it may send. */
	void closeWindow() {
		this.window.close();
	}

}
