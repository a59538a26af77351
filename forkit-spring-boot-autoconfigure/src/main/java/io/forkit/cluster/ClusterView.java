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

/**
 * Shows the cluster, in the primary and in every worker alike. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ClusterView {

	/**
	 * Return the cluster as it is. A worker returns what the primary told it last, which
	 * is at the latest change of any worker.
	 * @return the snapshot; never waits
	 */
	ClusterSnapshot snapshot();

	/**
	 * Return who leads the cluster.
	 * @return the leader, empty if no worker is
	 */
	default Optional<LeaderInfo> leader() {
		return Optional.ofNullable(snapshot().leader());
	}

}
