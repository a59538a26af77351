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

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.forkit.cluster.capacity.CapacityDescription;
import io.forkit.cluster.capacity.ClusterCapacity;
import org.jspecify.annotations.Nullable;

/**
 * Lets workers show and change the capacity of their cluster. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CapacityTopic implements ControlTopic {

	/** The name by which workers find it. */
	public static final String NAME = "capacity";

	private static final String FAILED = "failed";

	private static final String DONE = "done";

	private final ClusterCapacity capacity;

	CapacityTopic(ClusterCapacity capacity) {
		this.capacity = capacity;
	}

	/**
	 * Return the capacity of a cluster, for one of its workers.
	 * @param line the line to this topic
	 * @return the capacity, as the primary describes it
	 */
	public static CapacityDescription ofWorker(ControlLine line) {
		return (changes) -> line.request(List.of(changes)).thenApply(CapacityTopic::read);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> read(List<?> answer) {
		if (FAILED.equals(answer.get(0))) {
			throw new IllegalArgumentException(String.valueOf(answer.get(1)));
		}
		return (Map<String, Object>) answer.get(1);
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public Session open(Peer peer) {
		return new Session() {

			@Override
			public void received(List<?> value, @Nullable Consumer<List<?>> answer) {
				if (answer != null) {
					answer(value, answer);
				}
			}

			@Override
			public void ended() {
			}

		};
	}

	@SuppressWarnings("unchecked")
	private void answer(List<?> value, Consumer<List<?>> answer) {
		CompletableFuture<Map<String, Object>> described;
		try {
			described = CapacityDescription.of(this.capacity).change((Map<String, String>) value.get(0));
		}
		catch (RuntimeException ex) {
			described = CompletableFuture.failedFuture(ex);
		}
		described.whenComplete((description, failure) -> answer
			.accept((description != null) ? List.of(DONE, description) : List.of(FAILED, message(failure))));
	}

	private static String message(@Nullable Throwable failure) {
		Throwable cause = (failure != null && failure.getCause() != null) ? failure.getCause() : failure;
		return (cause != null) ? String.valueOf(cause.getMessage()) : "";
	}

}
