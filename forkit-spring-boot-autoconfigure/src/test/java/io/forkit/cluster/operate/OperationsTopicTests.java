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

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.forkit.cluster.Cluster;
import io.forkit.cluster.ClusterOperations;
import io.forkit.cluster.ControlTopic;
import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.reload.SlotReload;
import io.forkit.cluster.scale.ScaleOutcome;
import io.forkit.ipc.json.JsonCodec;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link OperationsTopic} with {@link WorkerOperator} at its other end.
 */
class OperationsTopicTests {

	private static final Instant START = Instant.ofEpochMilli(1_790_000_000_123L);

	private static final ReloadOutcome RELOAD = new ReloadOutcome(ReloadOutcome.Result.ROLLED_BACK, "it has failed", 3,
			START, Duration.ofMillis(1234),
			List.of(new SlotReload(0, SlotReload.Step.REPLACE, null, Duration.ofMillis(10)),
					new SlotReload(1, SlotReload.Step.REPLACE, "it has failed", Duration.ofMillis(20))));

	private static final ScaleOutcome SCALE = new ScaleOutcome(ScaleOutcome.Result.COMPLETED, null, 2, 4, START,
			Duration.ofMillis(77));

	private final Cluster cluster = mock(Cluster.class);

	private final ClusterOperator operator = operator();

	@Test
	void aWorkerGetsTheOutcomeOfItsReload() {
		given(this.cluster.reload()).willReturn(CompletableFuture.completedFuture(RELOAD));
		assertThat(this.operator.reload(Duration.ofSeconds(1)).join()).contains(RELOAD);
	}

	@Test
	void aReloadThatGoesOnHasNoOutcomeYet() {
		given(this.cluster.reload()).willReturn(new CompletableFuture<>());
		assertThat(this.operator.reload(Duration.ofMillis(1)).join()).isEmpty();
	}

	@Test
	void aWorkerGetsTheOutcomeOfItsChange() {
		given(this.cluster.scale(4)).willReturn(CompletableFuture.completedFuture(SCALE));
		assertThat(this.operator.scale(4, Duration.ofSeconds(1)).join()).contains(SCALE);
	}

	@Test
	void aNumberThatIsNotPossibleDoesNotGetToThePrimary() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.operator.scale(401, Duration.ofSeconds(1)))
			.withMessage("'workers' must be from 1 to 400 but is 401");
	}

	@Test
	void aWorkerRevivesTheCluster() {
		given(this.cluster.revive()).willReturn(CompletableFuture.completedFuture(List.of(0, 3)));
		assertThat(this.operator.revive().join()).containsExactly(0, 3);
	}

	@Test
	void aWorkerGetsWhatWasDone() {
		ClusterOperations operations = new ClusterOperations(START, List.of(RELOAD), List.of(SCALE));
		given(this.cluster.operations()).willReturn(operations);
		assertThat(this.operator.operations().join()).isEqualTo(operations);
	}

	@Test
	void whatTheAnalysisOfAFailureSaysOfTheLatestReloadIsNotCut() {
		ReloadOutcome analyzed = new ReloadOutcome(ReloadOutcome.Result.ROLLED_BACK, "line\n".repeat(500), 3, START,
				Duration.ofMillis(1234), List.of());
		given(this.cluster.reload()).willReturn(CompletableFuture.completedFuture(analyzed));
		assertThat(this.operator.reload(Duration.ofSeconds(1)).join()).contains(analyzed);
		ClusterOperations operations = new ClusterOperations(null, List.of(analyzed, analyzed), List.of());
		given(this.cluster.operations()).willReturn(operations);
		assertThat(this.operator.operations().join().reloads()).first().isEqualTo(analyzed);
	}

	@Test
	void aWorkerIsToldWhyItsOperationHasFailed() {
		given(this.cluster.reload()).willReturn(CompletableFuture.failedFuture(new IllegalStateException("gone")));
		assertThat(this.operator.reload(Duration.ofSeconds(1))).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.withCauseInstanceOf(IllegalStateException.class)
			.withMessageContaining("gone");
		given(this.cluster.scale(4)).willThrow(new IllegalArgumentException("too many"));
		assertThat(this.operator.scale(4, Duration.ofSeconds(1))).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.withCauseInstanceOf(IllegalArgumentException.class)
			.withMessageContaining("too many");
	}

	@Test
	void aQuestionBeforeTheClusterIsThereIsAnswered() {
		ClusterOperator early = operator(new OperationsTopic());
		assertThat(early.operations()).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.withMessageContaining("The cluster is not there yet");
	}

	@Test
	void tenReloadsOfTheLargestClusterFitIntoAMessage() throws Exception {
		List<SlotReload> slots = IntStream.range(0, 400)
			.mapToObj((slot) -> new SlotReload(slot, SlotReload.Step.REPLACE, "x".repeat(5000), Duration.ofSeconds(1)))
			.toList();
		ReloadOutcome large = new ReloadOutcome(ReloadOutcome.Result.ROLLED_BACK, "y".repeat(5000), 3, START,
				Duration.ofSeconds(1), slots);
		List<?> values = OperationsFormat
			.write(new ClusterOperations(null, Collections.nCopies(10, large), List.of(SCALE)));
		assertThat(new JsonCodec().write("", values, "")).hasSizeLessThan(60_000);
	}

	private ClusterOperator operator() {
		OperationsTopic topic = new OperationsTopic();
		topic.about(this.cluster);
		return operator(topic);
	}

	private static ClusterOperator operator(OperationsTopic topic) {
		ControlTopic.Session session = topic.open((value) -> CompletableFuture.completedFuture(null));
		return ClusterOperator.ofWorker((name, receiver) -> {
			assertThat(name).isEqualTo(topic.name());
			return (value) -> {
				CompletableFuture<List<?>> answer = new CompletableFuture<>();
				session.received(value, answer::complete);
				return answer;
			};
		});
	}

}
