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

/**
 * What a worker says of itself when the primary asks. What is not known is negative.
 *
 * @param heap how much heap was in use after the last garbage collection, in bytes
 * @param maxHeap how large the heap may become, in bytes
 * @param requests how many requests have begun
 * @param use how much of the capacity of its servers is taken
 * @since 0.1.0
 */
public record WorkerVitals(long heap, long maxHeap, long requests, ServerUse use) {

	/** What is not known. */
	public static final long UNKNOWN = -1;

	/** Nothing is known. */
	public static final WorkerVitals NONE = new WorkerVitals(UNKNOWN, UNKNOWN, UNKNOWN, ServerUse.NONE);

	/**
	 * Return these vitals with what the servers tell.
	 * @param requests how many requests have begun
	 * @param use how much of their capacity is taken
	 * @return the vitals
	 */
	public WorkerVitals withServers(long requests, ServerUse use) {
		return new WorkerVitals(this.heap, this.maxHeap, requests, use);
	}

}
