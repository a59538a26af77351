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

package io.forkit.cluster.shared;

/**
 * A number that all processes of a cluster share. The primary holds it, and each call
 * asks it: no addition is lost, and each result is there once. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ClusterCounter {

	/**
	 * Return the name.
	 * @return the name
	 */
	String name();

	/**
	 * Return the number.
	 * @return the number in the primary
	 * @throws SharedStateException if the primary does not answer
	 */
	default long get() {
		return addAndGet(0);
	}

	/**
	 * Add one.
	 * @return the sum
	 * @throws SharedStateException if the primary does not answer
	 */
	default long incrementAndGet() {
		return addAndGet(1);
	}

	/**
	 * Add something.
	 * @param delta what to add, also less than 0
	 * @return the sum, which goes on at the least number after the greatest one
	 * @throws SharedStateException if the primary does not answer
	 */
	long addAndGet(long delta);

	/**
	 * Set the number if it is as expected.
	 * @param expected the number that is expected
	 * @param update the new number
	 * @return whether it was as expected, and was set
	 * @throws SharedStateException if the primary does not answer
	 */
	boolean compareAndSet(long expected, long update);

}
