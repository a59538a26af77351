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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A topic to which workers put questions and nothing else. Each question is answered, if
 * need be with the reason why it cannot be. Thread-safe.
 *
 * @since 0.1.0
 */
public abstract class QuestionTopic implements ControlTopic {

	private static final Log logger = LogFactory.getLog(QuestionTopic.class);

	private static final String DONE = "done";

	private static final String REFUSED = "refused";

	private static final String FAILED = "failed";

	/**
	 * Put a question to such a topic.
	 * @param line the line to it
	 * @param question plain values, with less than 64 KiB
	 * @param limit how long the answer may take
	 * @return the answer, completed on the loop; fails with an
	 * {@link IllegalArgumentException} if the question is none, with an
	 * {@link IllegalStateException} if it cannot be answered, and with a
	 * {@link java.util.concurrent.TimeoutException} after the limit
	 */
	public static CompletableFuture<List<?>> ask(ControlLine line, List<?> question, Duration limit) {
		return line.request(question)
			.<List<?>>thenApply(QuestionTopic::read)
			.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
	}

	private static List<?> read(List<?> answer) {
		String text = String.valueOf(answer.get(1));
		return switch (String.valueOf(answer.get(0))) {
			case DONE -> (List<?>) answer.get(1);
			case REFUSED -> throw new IllegalArgumentException(text);
			default -> throw new IllegalStateException(text);
		};
	}

	@Override
	public final Session open(Peer peer) {
		return new Session() {

			@Override
			public void received(List<?> value, @Nullable Consumer<List<?>> answer) {
				if (answer != null) {
					attempt(value).whenComplete((done, failure) -> answer
						.accept((failure != null) ? failed(failure) : List.of(DONE, done)));
				}
			}

			@Override
			public void ended() {
				// Nobody waits for an answer, and what was begun goes on.
			}

		};
	}

	private CompletableFuture<List<?>> attempt(List<?> question) {
		try {
			return answer(question);
		}
		catch (IOException | RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private List<?> failed(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof IllegalArgumentException) {
			return List.of(REFUSED, String.valueOf(cause.getMessage()));
		}
		logger.error("A question of a worker about '%s' could not be answered".formatted(name()), cause);
		return List.of(FAILED, String.valueOf(cause.getMessage()));
	}

	/**
	 * Answer a question. Must not wait.
	 * @param question plain values, which may be anything
	 * @return the answer, plain values with less than 64 KiB
	 * @throws IOException if the question cannot be understood
	 */
	protected abstract CompletableFuture<List<?>> answer(List<?> question) throws IOException;

}
