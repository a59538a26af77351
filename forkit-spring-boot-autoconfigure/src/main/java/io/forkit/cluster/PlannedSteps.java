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
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks the listeners of the user before something is done, on threads of its own.
 * <p>
 * Thread-safe.
 */
final class PlannedSteps implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	private final SupervisorLoop loop;

	private final List<ClusterLifecycleListener> listeners;

	private final Duration limit;

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "forkit-steps");
		thread.setDaemon(true);
		return thread;
	});

	/**
	 * Create the steps.
	 * @param loop the thread of the supervisor
	 * @param listeners the listeners
	 * @param limit how long they may put off a step, together
	 */
	PlannedSteps(SupervisorLoop loop, List<ClusterLifecycleListener> listeners, Duration limit) {
		this.loop = loop;
		this.listeners = listeners;
		this.limit = limit;
	}

	/**
	 * Ask before a step. To be called on the thread of the supervisor.
	 * @param step the step
	 * @param answer told on the same thread, at once or later, why the step is forbidden,
	 * or {@code null} if it is not
	 */
	void ask(PlannedStep step, Consumer<@Nullable String> answer) {
		if (this.listeners.isEmpty()) {
			answer.accept(null);
			return;
		}
		Question question = new Question(step, answer);
		question.cancelLimit = this.loop.schedule(this.limit, () -> {
			logger.warn("Nobody waits any longer for the listeners of %s: %d ms are over".formatted(step,
					this.limit.toMillis()));
			question.answered(null);
		});
		try {
			this.threads.execute(() -> question.ask(this.listeners));
		}
		catch (RejectedExecutionException ex) {
			question.answered("The cluster stops");
		}
		catch (OutOfMemoryError ex) {
			logger.error("There is no thread to ask the listeners of %s: it goes on".formatted(step), ex);
			question.answered(null);
		}
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

	/**
	 * A step that is to be done once.
	 */
	private final class Question {

		private final PlannedStep step;

		// Of the supervisor.
		private @Nullable Consumer<@Nullable String> answer;

		private Runnable cancelLimit = () -> {
		};

		Question(PlannedStep step, Consumer<@Nullable String> answer) {
			this.step = step;
			this.answer = answer;
		}

		void ask(List<ClusterLifecycleListener> listeners) {
			String veto = null;
			for (ClusterLifecycleListener listener : listeners) {
				veto = ask(listener);
				if (veto != null) {
					break;
				}
			}
			String result = veto;
			PlannedSteps.this.loop.execute(() -> answered(result));
		}

		private @Nullable String ask(ClusterLifecycleListener listener) {
			try {
				CompletionStage<?> stage = listener.beforeStep(this.step);
				if (stage != null) {
					stage.toCompletableFuture().get(PlannedSteps.this.limit.toMillis(), TimeUnit.MILLISECONDS);
				}
				return null;
			}
			catch (TimeoutException ex) {
				return null;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return null;
			}
			catch (Exception ex) {
				Throwable cause = (ex instanceof java.util.concurrent.ExecutionException
						|| ex instanceof CompletionException) && ex.getCause() != null ? ex.getCause() : ex;
				if (cause instanceof StepVetoedException veto) {
					return String.valueOf(veto.getMessage());
				}
				logger.error("A listener of %s has failed: it goes on".formatted(this.step), cause);
				return null;
			}
		}

		void answered(@Nullable String veto) {
			Consumer<@Nullable String> waiting = this.answer;
			if (waiting != null) {
				this.answer = null;
				this.cancelLimit.run();
				waiting.accept(veto);
			}
		}

	}

}
