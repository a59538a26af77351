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

import org.jspecify.annotations.Nullable;

/**
 * Something that the cluster is about to do because it wants to, and not because it has
 * to.
 *
 * @param kind what it is
 * @param reason why
 * @param worker the worker that is to be replaced or to leave, {@code null} if there is
 * none yet, the step is about the cluster, or nobody serves the slot at the moment
 * @since 0.1.0
 * @see ClusterLifecycleListener
 */
public record PlannedStep(Kind kind, WorkerReason reason, @Nullable Worker worker) {

	/**
	 * What is to be done.
	 */
	public enum Kind {

		/** All workers are to be replaced, one after the other. */
		RELOAD,

		/** One more worker is to be started, and nobody leaves for it. */
		ADD,

		/** A new worker is to be started in the place of this one. */
		REPLACE,

		/** The worker is to end, and nobody will replace it. */
		LEAVE

	}

	@Override
	public String toString() {
		String what = switch (this.kind) {
			case RELOAD -> "the reload";
			case ADD -> "the start of one more worker";
			case REPLACE -> "the replacement of " + subject();
			case LEAVE -> "the end of " + subject();
		};
		return what + ((this.kind != Kind.RELOAD) ? " (" + this.reason + ")" : "");
	}

	private String subject() {
		return (this.worker != null) ? this.worker.toString() : "a worker that has ended";
	}

}
