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

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Published when another worker leads the cluster than before, or none: in the primary,
 * in every worker and, once, in an application without workers, which leads itself.
 * <p>
 * A leader that has to give up is told first of all, and only when its listeners have
 * returned another one is elected. Who has missed several changes is told the last one.
 *
 * @since 0.1.0
 */
public final class LeaderChangedEvent extends ClusterEvent {

	private final transient @Nullable LeaderInfo leader;

	private final boolean thisProcess;

	public LeaderChangedEvent(Object source, @Nullable LeaderInfo leader, boolean thisProcess) {
		super(source);
		this.leader = leader;
		this.thisProcess = thisProcess;
	}

	/**
	 * Return who leads now.
	 * @return the leader, empty if there is none
	 */
	public Optional<LeaderInfo> getLeader() {
		return Optional.ofNullable(this.leader);
	}

	/**
	 * Return whether this process leads now.
	 * @return whether it does; never in the primary
	 */
	public boolean isThisProcess() {
		return this.thisProcess;
	}

}
