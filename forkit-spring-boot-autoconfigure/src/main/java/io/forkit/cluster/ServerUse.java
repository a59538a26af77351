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
 * How much of a capacity is taken.
 *
 * @param occupied how many requests are being processed or wait for that
 * @param capacity how many can be processed at a time, {@link Integer#MAX_VALUE} if it is
 * not known
 * @since 0.1.0
 */
public record ServerUse(int occupied, int capacity) {

	/** There is no server. */
	public static final ServerUse NONE = new ServerUse(0, 0);

	/**
	 * Return whether the capacity is known, and there is any.
	 * @return whether a share of it can be told
	 */
	public boolean isKnown() {
		return this.capacity > 0 && this.capacity != Integer.MAX_VALUE;
	}

	/**
	 * Return this use with that of another server of the same pool, which counts once.
	 * @param other what the other server tells
	 * @return the use of the pool
	 */
	public ServerUse ofSamePool(ServerUse other) {
		return new ServerUse(Math.max(this.occupied, other.occupied), Math.min(this.capacity, other.capacity));
	}

	/**
	 * Return this use with that of another pool.
	 * @param other the other use
	 * @return the sum
	 */
	public ServerUse and(ServerUse other) {
		int sum = (int) Math.min(Integer.MAX_VALUE, (long) this.capacity + other.capacity);
		return new ServerUse(this.occupied + other.occupied, sum);
	}

}
