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

package io.forkit.cluster.worker;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.forkit.cluster.ClusterSnapshot;
import io.forkit.cluster.ClusterState;
import io.forkit.cluster.ControlMessage;
import io.forkit.cluster.Replies;
import io.forkit.cluster.WorkerIdentity;
import io.forkit.cluster.WorkerInfo;
import io.forkit.cluster.WorkerState;

/**
 * What this worker knows of the cluster. Thread-safe.
 */
final class KnownCluster {

	private final PrimaryLink link;

	private volatile ClusterSnapshot snapshot;

	private volatile Runnable whenChanged = () -> {
	};

	/**
	 * Begin with what there is to know without the primary.
	 * @param identity who this worker is
	 * @param link the way to the primary
	 */
	KnownCluster(WorkerIdentity identity, PrimaryLink link) {
		this.link = link;
		WorkerInfo self = new WorkerInfo(identity.slot(), identity.id(), ProcessHandle.current().pid(),
				WorkerState.STARTING, Instant.now(), 0, null);
		this.snapshot = new ClusterSnapshot(ClusterState.STARTING,
				ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L), Instant.now(), 1, List.of(),
				List.of(self));
	}

	ClusterSnapshot snapshot() {
		return this.snapshot;
	}

	/**
	 * Ask the primary how the cluster is at this moment.
	 * @return the snapshot; fails if the primary is gone
	 */
	CompletableFuture<ClusterSnapshot> ask() {
		return this.link.request(new ControlMessage.Query(), ControlMessage.Changed.class).thenApplyAsync((changed) -> {
			this.snapshot = changed.snapshot();
			return changed.snapshot();
		}, Replies.executor());
	}

	void whenChanged(Runnable whenChanged) {
		this.whenChanged = whenChanged;
	}

	/**
	 * The primary has told of a change.
	 * @param latest the cluster as it is now
	 */
	void seen(ClusterSnapshot latest) {
		this.snapshot = latest;
	}

	/** Tell whoever wants to know of changes. To be called on the loop. */
	void tell() {
		this.whenChanged.run();
	}

}
