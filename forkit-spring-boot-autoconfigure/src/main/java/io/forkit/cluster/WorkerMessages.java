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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

import io.forkit.ipc.MessageSubscription;

/**
 * The listeners for the messages of all workers.
 */
final class WorkerMessages {

	private final Map<Worker, Map<Registration, MessageSubscription>> workers = new ConcurrentHashMap<>();

	// Guarded by this.
	private final List<Registration> registrations = new ArrayList<>();

	/**
	 * Listen for messages of all workers, also of those that come.
	 * @param type the type
	 * @param listener told of each message
	 * @param <T> the type
	 * @return to stop listening
	 */
	<T> MessageSubscription onMessage(Class<T> type, BiConsumer<Worker, T> listener) {
		return add((worker) -> worker.onMessage(type, (message) -> listener.accept(worker, message)));
	}

	/**
	 * Answer the requests of all workers, also of those that come.
	 * @param type the type
	 * @param handler answers each request
	 * @param <T> the type
	 * @return to stop listening
	 */
	<T> MessageSubscription onRequest(Class<T> type, Cluster.RequestHandler<T> handler) {
		return add((worker) -> worker.onMessage(type, (request, exchange) -> {
			try {
				exchange.send(handler.answer(worker, request));
			}
			catch (Exception ex) {
				exchange.fail(ex);
			}
		}));
	}

	/**
	 * Listen to all workers, also to those that come.
	 * @param registration listens to one
	 * @return to stop listening
	 */
	private synchronized MessageSubscription add(Registration registration) {
		this.registrations.add(registration);
		this.workers.forEach((worker, subscriptions) -> subscriptions.put(registration, registration.apply(worker)));
		return () -> remove(registration);
	}

	private synchronized void remove(Registration registration) {
		this.registrations.remove(registration);
		this.workers.values().forEach((subscriptions) -> {
			MessageSubscription subscription = subscriptions.remove(registration);
			if (subscription != null) {
				subscription.close();
			}
		});
	}

	synchronized void forked(Worker worker) {
		Map<Registration, MessageSubscription> subscriptions = new LinkedHashMap<>();
		this.registrations.forEach((registration) -> subscriptions.put(registration, registration.apply(worker)));
		this.workers.put(worker, subscriptions);
	}

	synchronized void exited(Worker worker) {
		this.workers.remove(worker);
	}

	/** Listens to a worker. */
	@FunctionalInterface
	private interface Registration {

		MessageSubscription apply(Worker worker);

	}

}
