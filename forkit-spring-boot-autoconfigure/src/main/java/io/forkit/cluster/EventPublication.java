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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.forkit.ipc.Exchange;
import io.forkit.ipc.UnhandledMessage;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Tells the user what happens, one event after the other, on a thread of its own: a slow
 * listener does not hold up the supervision.
 */
final class EventPublication implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ClusterLifecycle.class);

	// How long the end of a worker waits for listeners to its messages.
	private static final Duration MESSAGES_LIMIT = Duration.ofSeconds(5);

	private final ApplicationEventPublisher publisher;

	private final Map<Worker, CompletableFuture<?>> messagesDone = new ConcurrentHashMap<>();

	// The events of an end that wait for those.
	private final Set<CompletableFuture<?>> outstanding = ConcurrentHashMap.newKeySet();

	private final ExecutorService thread = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "forkit-events");
		thread.setDaemon(true);
		return thread;
	});

	EventPublication(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	/**
	 * Publish an event after those before it.
	 * @param event the event
	 */
	void publish(ClusterEvent event) {
		execute(() -> tell(event));
	}

	/**
	 * Tell the listeners of a worker of an event, then publish it. Its end comes after
	 * its messages.
	 * @param worker the worker
	 * @param event the event
	 */
	void publish(WorkerView worker, WorkerEvent event) {
		if (event instanceof WorkerEvent.Disconnected) {
			this.messagesDone.put(worker,
					worker.channel()
						.onDisconnect()
						.orTimeout(MESSAGES_LIMIT.toSeconds(), TimeUnit.SECONDS)
						.handle((end, ex) -> null));
		}
		CompletableFuture<?> before = this.messagesDone.get(worker);
		if (before == null) {
			execute(() -> tell(worker, event));
			return;
		}
		if (event instanceof WorkerEvent.Exited) {
			this.messagesDone.remove(worker);
		}
		CompletableFuture<?> later = before.thenRunAsync(() -> tell(worker, event), this.thread);
		this.outstanding.add(later);
		later.whenComplete((done, ex) -> this.outstanding.remove(later));
	}

	/**
	 * Return when everything is told that has happened before.
	 * @return completed then, on the thread of the listeners
	 */
	CompletableFuture<Void> told() {
		return CompletableFuture.allOf(this.outstanding.toArray(CompletableFuture[]::new)).thenRunAsync(() -> {
		}, this.thread).exceptionally((ex) -> {
			logger.debug("Nobody is told of anything any more", ex);
			return null;
		});
	}

	/**
	 * Publish a message that nobody listens for, at once.
	 * @param worker its sender
	 * @param message the message
	 */
	void publish(WorkerView worker, UnhandledMessage message) {
		WorkerEvent.Message event = new WorkerEvent.Message(worker, message);
		tell(worker, event);
		Exchange exchange = message.exchange();
		if (exchange.isRequest() && !event.isExchangeTaken()) {
			exchange.fail(
					new IllegalStateException("Nobody in the primary listens for messages of type " + message.type()));
		}
	}

	private void execute(Runnable task) {
		if (!this.thread.isShutdown()) {
			this.thread.execute(task);
		}
	}

	private void tell(WorkerView worker, WorkerEvent event) {
		try {
			worker.tell(event, (failure) -> logger.error("A listener of " + event + " has failed", failure));
			tell(event);
		}
		finally {
			if (event instanceof WorkerEvent.Exited) {
				worker.exitTold();
			}
		}
	}

	private void tell(ClusterEvent event) {
		try {
			this.publisher.publishEvent(event);
		}
		catch (RuntimeException | Error ex) {
			logger.error("A listener of " + event.getClass().getSimpleName() + " has failed", ex);
		}
	}

	@Override
	public void close() {
		this.thread.shutdown();
	}

}
