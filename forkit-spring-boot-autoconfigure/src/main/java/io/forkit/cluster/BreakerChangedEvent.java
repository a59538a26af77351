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

import io.forkit.cluster.restart.BreakerInfo;

/**
 * Published in the primary when a breaker opens because workers crash again and again,
 * when a worker is tried, and when the breaker closes.
 *
 * @since 0.1.0
 */
public final class BreakerChangedEvent extends ClusterEvent {

	private final transient BreakerInfo breaker;

	public BreakerChangedEvent(Object source, BreakerInfo breaker) {
		super(source);
		this.breaker = breaker;
	}

	/**
	 * Return the breaker in its new state.
	 * @return the breaker, of a slot or of the cluster
	 */
	public BreakerInfo getBreaker() {
		return this.breaker;
	}

}
