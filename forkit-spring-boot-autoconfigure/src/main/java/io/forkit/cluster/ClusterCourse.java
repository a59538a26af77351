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

import java.util.concurrent.CompletableFuture;

/**
 * How far a cluster has come, from its start to its end, and who waits for that. Belongs
 * to the thread of the supervisor but for what others may wait for.
 */
final class ClusterCourse {

	private final CompletableFuture<ClusterSnapshot> started = new CompletableFuture<>();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private ClusterState state = ClusterState.STARTING;

	private volatile int exitCode;

	ClusterState state() {
		return this.state;
	}

	boolean isStarting() {
		return this.state == ClusterState.STARTING;
	}

	/** Return whether no more is to be started. */
	boolean isEnding() {
		return this.state != ClusterState.STARTING && this.state != ClusterState.RUNNING;
	}

	/** Return whether nobody has to be told any more that it is to end. */
	boolean isStopping() {
		return this.state == ClusterState.STOPPING || this.state == ClusterState.STOPPED;
	}

	/** Every slot has had a ready worker. */
	void running() {
		this.state = ClusterState.RUNNING;
	}

	/**
	 * Tell whoever waits for the start.
	 * @param snapshot the cluster as it is now
	 */
	void tellStarted(ClusterSnapshot snapshot) {
		this.started.complete(snapshot);
	}

	/**
	 * Tell whoever waits for the start that it has failed.
	 * @param cause why
	 */
	void tellFailed(ClusterStartException cause) {
		this.started.completeExceptionally(cause);
	}

	/**
	 * The cluster is to end, or is to end for another reason.
	 * @param reason the state until all workers have ended
	 * @return whether it was not ending before
	 */
	boolean end(ClusterState reason) {
		boolean first = !isEnding();
		this.state = reason;
		return first;
	}

	/**
	 * Set what the primary is to end with.
	 * @param code the exit code
	 */
	void exitCode(int code) {
		this.exitCode = code;
	}

	/**
	 * The last worker has ended.
	 * @return whether the state is another one now
	 */
	boolean stopped() {
		if (this.state != ClusterState.STOPPING) {
			return false;
		}
		this.state = ClusterState.STOPPED;
		return true;
	}

	/** Tell whoever waits for the start that there will be none. */
	void cancelStart() {
		this.started.cancel(false);
	}

	/** Tell whoever waits for the end. */
	void tellEnded() {
		this.ended.complete(null);
	}

	/**
	 * Return what is completed when every slot has had a ready worker. May be called by
	 * any thread.
	 * @return the future, see {@link Supervisor#started()}
	 */
	CompletableFuture<ClusterSnapshot> started() {
		return this.started;
	}

	/**
	 * Return what is completed when the last worker has ended. May be called by any
	 * thread.
	 * @return the future
	 */
	CompletableFuture<Void> ended() {
		return this.ended;
	}

	/**
	 * Return what the primary is to end with. May be called by any thread.
	 * @return the exit code: 0 unless the cluster has given up
	 */
	int exitCode() {
		return this.exitCode;
	}

}
