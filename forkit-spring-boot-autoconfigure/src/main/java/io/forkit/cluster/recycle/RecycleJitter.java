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

package io.forkit.cluster.recycle;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * By how much the limits of one worker are lower, drawn once.
 *
 * @param shares how much of the jitter it has for each limit, from 0 to 1
 */
record RecycleJitter(Map<RecycleCause, Double> shares) {

	static final RecycleJitter NONE = new RecycleJitter(Map.of());

	static RecycleJitter draw(DoubleSupplier random) {
		Map<RecycleCause, Double> shares = new EnumMap<>(RecycleCause.class);
		for (RecycleCause cause : RecycleCause.values()) {
			shares.put(cause, random.getAsDouble());
		}
		return new RecycleJitter(shares);
	}

	/**
	 * Lower a limit.
	 * @param cause which one
	 * @param limit the limit
	 * @param percent by how much at most
	 * @return what it is for this worker
	 */
	long lower(RecycleCause cause, long limit, int percent) {
		return limit - (long) (limit * (percent / 100.0) * this.shares.getOrDefault(cause, 0.0));
	}

}
