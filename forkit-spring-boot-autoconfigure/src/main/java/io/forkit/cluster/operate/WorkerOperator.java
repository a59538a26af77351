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

package io.forkit.cluster.operate;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

import io.forkit.cluster.ClusterOperations;
import io.forkit.cluster.ControlLine;
import io.forkit.cluster.ControlValues;
import io.forkit.cluster.QuestionTopic;
import io.forkit.cluster.Replies;
import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.scale.ScaleOutcome;
import io.forkit.cluster.scale.ScaleSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Does something to the cluster by asking the primary.
 */
final class WorkerOperator implements ClusterOperator {

	/** A worker that leaves waits for its requests, and one of them may wait for that. */
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

	/** How long an answer may take on its way. */
	private static final Duration WAY = Duration.ofSeconds(10);

	private final Supplier<ControlLine> line;

	WorkerOperator(Supplier<ControlLine> line) {
		this.line = line;
	}

	@Override
	public CompletableFuture<Optional<ReloadOutcome>> reload(Duration wait) {
		return ask(List.of(OperationsTopic.RELOAD, millis(wait)),
				(values) -> values.hasNext() ? Optional.of(OperationsFormat.readReload(values)) : Optional.empty());
	}

	@Override
	public CompletableFuture<Optional<ScaleOutcome>> scale(int workers, Duration wait) {
		Assert.isTrue(workers >= 1 && workers <= ScaleSettings.MAX_WORKERS,
				() -> "'workers' must be from 1 to %d but is %d".formatted(ScaleSettings.MAX_WORKERS, workers));
		return ask(List.of(OperationsTopic.SCALE, workers, millis(wait)),
				(values) -> values.hasNext() ? Optional.of(OperationsFormat.readScale(values)) : Optional.empty());
	}

	@Override
	public CompletableFuture<List<Integer>> revive() {
		return ask(List.of(OperationsTopic.REVIVE), (values) -> {
			List<Integer> slots = new ArrayList<>();
			while (values.hasNext()) {
				slots.add(values.number());
			}
			return slots;
		});
	}

	@Override
	public CompletableFuture<ClusterOperations> operations() {
		return ask(List.of(OperationsTopic.OPERATIONS), OperationsFormat::read);
	}

	private static long millis(Duration wait) {
		return ((wait.compareTo(LONGEST_WAIT) < 0) ? wait : LONGEST_WAIT).toMillis();
	}

	private <T extends @Nullable Object> CompletableFuture<T> ask(List<?> question, Reading<T> reading) {
		return QuestionTopic.ask(this.line.get(), question, LONGEST_WAIT.plus(WAY)).thenApplyAsync((answer) -> {
			try {
				return reading.read(ControlValues.of(answer));
			}
			catch (IOException ex) {
				throw new CompletionException(ex);
			}
		}, Replies.executor());
	}

	/**
	 * Makes something of what the primary has answered.
	 *
	 * @param <T> what
	 */
	@FunctionalInterface
	private interface Reading<T extends @Nullable Object> {

		T read(ControlValues values) throws IOException;

	}

}
