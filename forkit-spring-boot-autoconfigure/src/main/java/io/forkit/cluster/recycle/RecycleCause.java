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

/**
 * Which limit a worker has exceeded.
 *
 * @since 0.1.0
 */
public enum RecycleCause {

	/** The heap that is in use after a garbage collection. */
	HEAP,

	/** The memory of the process that is in RAM. */
	RSS,

	/** The memory of the control group that all share. */
	CGROUP,

	/** The number of requests. */
	REQUESTS,

	/** How long it has been ready. */
	AGE;

	/**
	 * Return whether it is about memory, which others lack.
	 * @return whether it is
	 */
	public boolean isMemory() {
		return this == HEAP || this == RSS || this == CGROUP;
	}

}
