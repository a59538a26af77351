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

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.forkit.cluster.watch.ProbeResult;
import org.jspecify.annotations.Nullable;

/**
 * What the primary and the workers say about how the workers fare.
 * <p>
 * Questions may be asked by any thread.
 */
final class HealthTopic implements ControlTopic {

	// More than a message takes on its way in a bad moment.
	private static final Duration WAY = Duration.ofSeconds(1);

	private final Map<Integer, WorkerSession> sessions = new ConcurrentHashMap<>();

	private final Listener listener;

	HealthTopic(Listener listener) {
		this.listener = listener;
	}

	@Override
	public String name() {
		return "health";
	}

	@Override
	public Session open(Peer peer) {
		return new WorkerSession(peer);
	}

	/**
	 * Let a worker make a request to its own server.
	 * @param worker its id
	 * @param path what to get
	 * @param timeout how long the answer may take
	 * @return what came of it, never a failure
	 */
	CompletableFuture<ProbeResult> probe(int worker, String path, Duration timeout) {
		return ask(worker, timeout.plus(WAY), "probe", path, timeout.toMillis()).thenApply((answer) -> {
			List<?> values = answer.values();
			return new ProbeResult(ProbeResult.Outcome.valueOf((String) values.get(2)), (Integer) values.get(3),
					Duration.ofNanos(((Number) values.get(4)).longValue()), (String) values.get(5));
		}).exceptionally((ex) -> failed(timeout, ex));
	}

	private static ProbeResult failed(Duration timeout, Throwable failure) {
		Throwable cause = (failure.getCause() != null) ? failure.getCause() : failure;
		return (cause instanceof TimeoutException) ? new ProbeResult(ProbeResult.Outcome.TIMED_OUT, 0, timeout, "")
				: ProbeResult.impossible(String.valueOf(cause.getMessage()));
	}

	/**
	 * Let a worker tell what its threads do.
	 * @param worker its id
	 * @param timeout how long that may take
	 * @return the text
	 */
	CompletableFuture<String> threads(int worker, Duration timeout) {
		return ask(worker, timeout, "threads").thenApply(Answer::text);
	}

	/**
	 * Let a worker write its heap to a file.
	 * @param worker its id
	 * @param file the file
	 * @param timeout how long that may take
	 * @return completed when it was written
	 */
	CompletableFuture<Void> heap(int worker, Path file, Duration timeout) {
		return ask(worker, timeout, "heap", file.toString()).thenAccept((answer) -> {
		});
	}

	private CompletableFuture<Answer> ask(int worker, Duration timeout, String what, Object... details) {
		WorkerSession session = this.sessions.get(worker);
		return (session != null) ? session.ask(timeout, what, details)
				: CompletableFuture.failedFuture(new IllegalStateException("there is no connection to the worker"));
	}

	/**
	 * Is told what workers say, on the loop of the channels: must not block.
	 */
	interface Listener {

		void beat(int worker, double collecting);

		void deadlock(int worker, String threads);

	}

	/**
	 * An answer.
	 *
	 * @param values the last message of it
	 * @param text what has come in parts before
	 */
	private record Answer(List<?> values, String text) {

	}

	/**
	 * What a worker says.
	 */
	private final class WorkerSession implements Session {

		private final Peer peer;

		private final Map<Integer, Question> questions = new HashMap<>();

		private @Nullable Integer worker;

		private int last;

		private boolean over;

		WorkerSession(Peer peer) {
			this.peer = peer;
		}

		CompletableFuture<Answer> ask(Duration timeout, String what, Object... details) {
			Question question = new Question();
			int number;
			synchronized (this) {
				if (this.over) {
					return CompletableFuture.failedFuture(new IllegalStateException("the worker is gone"));
				}
				number = ++this.last;
				this.questions.put(number, question);
			}
			List<Object> values = new ArrayList<>(List.of(what, number));
			values.addAll(List.of(details));
			this.peer.send(values).whenComplete((sent, ex) -> {
				if (ex != null) {
					question.answer.completeExceptionally(ex);
				}
			});
			question.answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
				.whenComplete((answer, ex) -> forget(number));
			return question.answer;
		}

		private synchronized void forget(int number) {
			this.questions.remove(number);
		}

		private synchronized @Nullable Question question(List<?> value) {
			return this.questions.get((Integer) value.get(1));
		}

		@Override
		public void received(List<?> value, @Nullable Consumer<List<?>> answer) {
			Integer id = this.worker;
			switch ((String) value.get(0)) {
				case "hello" -> {
					this.worker = (Integer) value.get(1);
					HealthTopic.this.sessions.put((Integer) value.get(1), this);
				}
				case "beat" -> {
					if (id != null) {
						HealthTopic.this.listener.beat(id, ((Number) value.get(1)).doubleValue());
					}
				}
				case "deadlock" -> {
					if (id != null) {
						HealthTopic.this.listener.deadlock(id, (String) value.get(1));
					}
				}
				default -> answered(value, question(value));
			}
		}

		/** Nobody waits for what comes too late. */
		private void answered(List<?> value, @Nullable Question question) {
			if (question == null) {
				return;
			}
			switch ((String) value.get(0)) {
				case "part" -> question.text.append((String) value.get(2));
				case "failed" ->
					question.answer.completeExceptionally(new IllegalStateException((String) value.get(2)));
				default -> question.answer.complete(new Answer(value, question.text.toString()));
			}
		}

		@Override
		public void ended() {
			if (this.worker != null) {
				HealthTopic.this.sessions.remove(this.worker, this);
			}
			List<Question> open;
			synchronized (this) {
				this.over = true;
				open = List.copyOf(this.questions.values());
			}
			open.forEach((question) -> question.answer
				.completeExceptionally(new IllegalStateException("the worker is gone")));
		}

	}

	/**
	 * What a worker was asked.
	 */
	private static final class Question {

		private final CompletableFuture<Answer> answer = new CompletableFuture<>();

		private final StringBuilder text = new StringBuilder();

	}

}
