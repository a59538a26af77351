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

import java.util.Optional;

import io.forkit.cluster.LeaderInfo;

/**
 * Whether this process leads the cluster. A bean of every worker, and of an application
 * without workers, which leads itself.
 * <p>
 * There is never more than one leader: where one ends or drains, the next one begins when
 * what the former has begun {@linkplain #runIfLeader(Runnable) as the leader} is over.
 * Thread-safe.
 *
 * @since 0.1.0
 * @see LeaderOnly
 * @see ConditionalOnClusterLeader
 * @see io.forkit.cluster.LeaderChangedEvent
 */
public interface ClusterLeadership {

	/**
	 * Return whether this process leads. The answer may be outdated when it is used:
	 * {@link #runIfLeader(Runnable)} makes sure.
	 * @return whether it does
	 */
	boolean isLeader();

	/**
	 * Return the number of the leadership of this process, see {@link LeaderInfo#term()}.
	 * Within {@link #runIfLeader(Runnable)} it is there, also while the leadership is
	 * being given up.
	 * @return the number, or 0 if this process neither leads nor has work of a leader
	 */
	long term();

	/**
	 * Return who leads, as far as this process knows.
	 * @return the leader, empty if there is none
	 */
	Optional<LeaderInfo> leader();

	/**
	 * Run something if this process leads, in the calling thread. No other worker becomes
	 * the leader until it has returned: what takes long should ask {@link #isLeader()}
	 * now and then, and stop if it is not.
	 * @param task what to run
	 * @return whether it was run
	 */
	boolean runIfLeader(Runnable task);

}
