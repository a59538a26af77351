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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.forkit.cluster.capacity.CapacityDescription;
import io.forkit.cluster.capacity.ClusterCapacity;

/**
 * Lets workers show and change the capacity of their cluster. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CapacityTopic extends QuestionTopic {

	/** The name by which workers find it. */
	public static final String NAME = "capacity";

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final ClusterCapacity capacity;

	CapacityTopic(ClusterCapacity capacity) {
		this.capacity = capacity;
	}

	/**
	 * Return the capacity of a cluster, for one of its workers.
	 * @param line the line to this topic
	 * @return the capacity, as the primary describes it
	 */
	@SuppressWarnings("unchecked")
	public static CapacityDescription ofWorker(ControlLine line) {
		return (changes) -> ask(line, List.of(changes), LIMIT)
			.thenApply((answer) -> (Map<String, Object>) answer.get(0));
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	@SuppressWarnings("unchecked")
	protected CompletableFuture<List<?>> answer(List<?> question) {
		return CapacityDescription.of(this.capacity).change((Map<String, String>) question.get(0)).thenApply(List::of);
	}

}
