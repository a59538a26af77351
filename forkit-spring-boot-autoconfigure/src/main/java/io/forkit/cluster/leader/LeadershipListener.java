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

package io.forkit.cluster.leader;

import io.forkit.cluster.LeaderInfo;
import org.jspecify.annotations.Nullable;

/**
 * Is told of the leader, on a thread of its own, one after the other.
 */
interface LeadershipListener {

	/**
	 * This process leads.
	 * @param self itself
	 */
	void elected(LeaderInfo self);

	/** This process leads no longer. What it has begun as the leader may still run. */
	void steppedDown();

	/** What it has begun has ended. When this returns, somebody else may lead. */
	void ended();

	/**
	 * Another process leads, or none.
	 * @param leader the leader
	 */
	void othersChanged(@Nullable LeaderInfo leader);

}
