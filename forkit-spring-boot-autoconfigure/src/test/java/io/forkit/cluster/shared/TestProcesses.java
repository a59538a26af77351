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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

import io.forkit.cluster.ControlLine;
import io.forkit.cluster.ControlTopic;
import org.jspecify.annotations.Nullable;

/**
 * Processes that share something without a channel: each has a thread of its own, which
 * takes what it is told, one after the other.
 */
final class TestProcesses implements AutoCloseable {

	private final SharedStateHolder holder;

	private final List<Process> processes = new ArrayList<>();

	TestProcesses(SharedStateLimits limits) {
		this.holder = new SharedStateHolder(limits);
	}

	SharedState primary() {
		return this.holder.state();
	}

	Process worker(int id) {
		Process process = new Process(this.holder.topic(), id);
		this.processes.add(process);
		return process;
	}

	@Override
	public void close() {
		this.processes.forEach((process) -> process.loop.shutdownNow());
	}

	/**
	 * A worker.
	 */
	static final class Process {

		private final ExecutorService loop = Executors.newSingleThreadExecutor();

		private final ControlTopic.Session session;

		private final SharedState state;

		private final List<Runnable> unread = new ArrayList<>();

		private boolean reading = true;

		private boolean failing;

		private volatile @Nullable CompletableFuture<List<?>> nextAnswer;

		private volatile @Nullable Consumer<List<?>> receiver;

		Process(ControlTopic topic, int id) {
			this.session = topic.open(this::write);
			this.state = SharedStateHolder.ofWorker(id, this::connect);
		}

		SharedState state() {
			return this.state;
		}

		private ControlLine connect(String topic, Consumer<List<?>> receiver) {
			this.receiver = receiver;
			return (command) -> {
				CompletableFuture<List<?>> next = this.nextAnswer;
				if (next != null) {
					this.nextAnswer = null;
					return next;
				}
				CompletableFuture<List<?>> answer = new CompletableFuture<>();
				synchronized (this.session) {
					this.session.received(command, (value) -> this.loop.execute(() -> answer.complete(value)));
				}
				return answer;
			};
		}

		private CompletableFuture<@Nullable Void> write(List<?> change) {
			CompletableFuture<@Nullable Void> written = new CompletableFuture<>();
			Runnable task = () -> {
				written.complete(null);
				this.loop.execute(() -> this.receiver.accept(change));
			};
			synchronized (this.unread) {
				if (this.failing) {
					this.failing = false;
					throw new IllegalStateException("Expected by the test");
				}
				if (!this.reading) {
					this.unread.add(task);
					return written;
				}
			}
			task.run();
			return written;
		}

		/** What is told next cannot be written. */
		void failNextWrite() {
			synchronized (this.unread) {
				this.failing = true;
			}
		}

		/** What is asked next does not reach the store, and gets this answer. */
		void answerNext(CompletableFuture<List<?>> answer) {
			this.nextAnswer = answer;
		}

		boolean hasAskedNext() {
			return this.nextAnswer == null;
		}

		/** Ask what another version of the application might ask. */
		void ask(List<?> command) {
			synchronized (this.session) {
				this.session.received(command, null);
			}
		}

		/** Let the thread that takes answers wait for something. */
		void hold(Runnable task) {
			this.loop.execute(task);
		}

		void stopReading() {
			synchronized (this.unread) {
				this.reading = false;
			}
		}

		int unread() {
			synchronized (this.unread) {
				return this.unread.size();
			}
		}

		/** What is written meanwhile comes after that. */
		void read() {
			synchronized (this.unread) {
				this.reading = true;
				this.unread.forEach(Runnable::run);
				this.unread.clear();
			}
		}

		void end() {
			this.session.ended();
		}

	}

}
