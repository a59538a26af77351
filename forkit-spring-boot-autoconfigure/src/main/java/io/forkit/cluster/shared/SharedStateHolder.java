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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.forkit.cluster.ControlLine;
import io.forkit.cluster.ControlTopic;

/**
 * Holds what processes share, in the primary or in an application without workers.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class SharedStateHolder {

	private final ControlTopic topic;

	private final SharedState state;

	public SharedStateHolder(SharedStateLimits limits) {
		Store store = new Store(limits);
		// Not that of the listeners, which may take their time.
		this.topic = new StoreTopic(store, new SerialExecutor());
		this.state = new DefaultSharedState(0, new SerialExecutor(), (receiver) -> local(store, receiver));
	}

	/** The changes come while the lock of the store is held, and so in their order. */
	private static ControlLine local(Store store, Consumer<List<?>> receiver) {
		Subscriber self = new Subscriber() {

			@Override
			public void tell(List<?> change, int bytes) {
				receiver.accept(change);
			}

			@Override
			public void tellSurely(Supplier<List<?>> change, int bytes) {
				receiver.accept(change.get());
			}

		};
		return (command) -> CompletableFuture.completedFuture(Answer.of(() -> store.execute(self, command)));
	}

	/**
	 * Return what is shared, for this process.
	 * @return the state
	 */
	public SharedState state() {
		return this.state;
	}

	/**
	 * Return what lets workers share it.
	 * @return the topic
	 */
	public ControlTopic topic() {
		return this.topic;
	}

	/**
	 * Return what processes share, for a worker.
	 * @param worker the id of the worker
	 * @param connector opens the line to a topic, given its name, and passes on what
	 * comes from there
	 * @return the state
	 */
	public static SharedState ofWorker(int worker, Connector connector) {
		Function<Consumer<List<?>>, ControlLine> line = (receiver) -> connector.connect(StoreTopic.NAME, receiver);
		return new DefaultSharedState(worker, new SerialExecutor(), line);
	}

	/**
	 * Opens lines to the primary.
	 */
	@FunctionalInterface
	public interface Connector {

		/**
		 * Open a line.
		 * @param topic the name of the topic
		 * @param receiver told what comes, on the loop
		 * @return the line
		 */
		ControlLine connect(String topic, Consumer<List<?>> receiver);

	}

}
