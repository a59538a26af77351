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

import io.forkit.ipc.Exchange;
import io.forkit.ipc.UnhandledMessage;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a worker: Node's events of the cluster. For one worker they come in the
 * order of their nesting here, with as many {@link Listening} and {@link Message} in the
 * middle as there are; {@link Disconnected} and {@link Exited} come once each and in this
 * order.
 *
 * @since 0.1.0
 */
public abstract sealed class WorkerEvent extends ClusterEvent {

	private final transient Worker worker;

	WorkerEvent(Worker worker) {
		super(worker);
		this.worker = worker;
	}

	public Worker getWorker() {
		return this.worker;
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + " worker " + this.worker.id();
	}

	/**
	 * The process was started.
	 */
	public static final class Forked extends WorkerEvent {

		Forked(Worker worker) {
			super(worker);
		}

	}

	/**
	 * The process has reported to the primary.
	 */
	public static final class Online extends WorkerEvent {

		Online(Worker worker) {
			super(worker);
		}

	}

	/**
	 * The worker accepts connections, or receives datagrams, at an address. Comes once
	 * for each address.
	 */
	public static final class Listening extends WorkerEvent {

		private final transient ListenerInfo listener;

		Listening(Worker worker, ListenerInfo listener) {
			super(worker);
			this.listener = listener;
		}

		/**
		 * Return the type, the address and the port, which is the real one also for port
		 * 0.
		 * @return all three
		 */
		public ListenerInfo getListener() {
			return this.listener;
		}

	}

	/**
	 * A message has come that no listener was there for. Published on the thread of the
	 * channel. A request that is not answered fails, unless {@link #getExchange()} was
	 * called.
	 */
	public static final class Message extends WorkerEvent {

		private final transient UnhandledMessage message;

		private volatile boolean exchangeTaken;

		Message(Worker worker, UnhandledMessage message) {
			super(worker);
			this.message = message;
		}

		/**
		 * Return the message.
		 * @return a plain value; a map for a record or bean
		 */
		public @Nullable Object getMessage() {
			return this.message.value();
		}

		/**
		 * Return the name of the type of the message.
		 * @return the name, see {@link UnhandledMessage#type()}
		 */
		public String getType() {
			return this.message.type();
		}

		/**
		 * Return the way to answer, now or later.
		 * @return the exchange
		 */
		public Exchange getExchange() {
			this.exchangeTaken = true;
			return this.message.exchange();
		}

		boolean isExchangeTaken() {
			return this.exchangeTaken;
		}

	}

	/**
	 * The channel to the worker is closed.
	 */
	public static final class Disconnected extends WorkerEvent {

		Disconnected(Worker worker) {
			super(worker);
		}

	}

	/**
	 * The process has ended.
	 */
	public static final class Exited extends WorkerEvent {

		private final transient WorkerExitStatus status;

		Exited(Worker worker, WorkerExitStatus status) {
			super(worker);
			this.status = status;
		}

		/**
		 * Return how it has ended.
		 * @return the code or the signal, or that nobody knows
		 */
		public WorkerExitStatus getStatus() {
			return this.status;
		}

	}

}
