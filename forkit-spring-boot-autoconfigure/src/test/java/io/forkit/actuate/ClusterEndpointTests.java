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

package io.forkit.actuate;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.forkit.actuate.ClusterEndpoint.OperationReport;
import io.forkit.actuate.ClusterReport.Worker;
import io.forkit.cluster.ClusterOperations;
import io.forkit.cluster.ClusterState;
import io.forkit.cluster.ListenerInfo;
import io.forkit.cluster.WorkerReason;
import io.forkit.cluster.WorkerState;
import io.forkit.cluster.operate.ClusterOperator;
import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.reload.ReloadOutcome.Result;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;

/**
 * Tests for {@link ClusterEndpoint}.
 */
class ClusterEndpointTests {

	private final ClusterOperator operator = mock(ClusterOperator.class);

	@Test
	void theReportShowsTheClusterAsItIsNow() {
		ClusterReport report = new ClusterEndpoint(
				() -> ClusterSnapshots.snapshot(ClusterState.RUNNING, WorkerState.READY, WorkerState.EXITED), null,
				ClusterSnapshots.CLOCK)
			.cluster();
		assertThat(report).isEqualTo(new ClusterReport(ClusterState.RUNNING, 42, "PT1M30S", 2, 1,
				List.of(new ListenerInfo("0.0.0.0", 8080)),
				List.of(new Worker(0, 1, 1000, WorkerState.READY, "PT1M", 0, null, null, 1, WorkerReason.START, null),
						new Worker(1, 2, 1001, WorkerState.EXITED, null, 1, "killed by SIGKILL", null, 1,
								WorkerReason.START, null)),
				null, null, List.of()));
	}

	@Test
	void aClockThatWasSetBackMakesNoNegativeUptime() {
		Clock before = Clock.fixed(ClusterSnapshots.START.minusSeconds(10), ZoneOffset.UTC);
		ClusterReport report = new ClusterEndpoint(
				() -> ClusterSnapshots.snapshot(ClusterState.RUNNING, WorkerState.READY), null, before)
			.cluster();
		assertThat(report.uptime()).isEqualTo("PT0S");
		assertThat(report.workers()).extracting(Worker::uptime).containsExactly("PT0S");
	}

	@Test
	void aReloadThatIsCompletedInTimeIsAnsweredWithItsOutcome() {
		ReloadOutcome outcome = outcome(Result.COMPLETED, null);
		given(this.operator.reload(Duration.ofSeconds(30)))
			.willReturn(CompletableFuture.completedFuture(Optional.of(outcome)));
		WebEndpointResponse<OperationReport> response = endpoint().operate("reload", null, Duration.ofSeconds(30));
		assertThat(response.getStatus()).isEqualTo(200);
		assertThat(response.getBody()).isEqualTo(new OperationReport("reload", false, outcome, null, null));
	}

	@Test
	void aReloadThatGoesOnIsAccepted() {
		given(this.operator.reload(Duration.ofSeconds(1)))
			.willReturn(CompletableFuture.completedFuture(Optional.empty()));
		WebEndpointResponse<OperationReport> response = endpoint().operate("reload", null, null);
		assertThat(response.getStatus()).isEqualTo(202);
		assertThat(response.getBody()).isEqualTo(new OperationReport("reload", true, null, null, null));
	}

	@Test
	void aReloadThatWasRefusedOrRolledBackIsAConflict() {
		for (Result result : List.of(Result.REFUSED, Result.ROLLED_BACK, Result.STOPPED)) {
			given(this.operator.reload(Duration.ofSeconds(1)))
				.willReturn(CompletableFuture.completedFuture(Optional.of(outcome(result, "because"))));
			assertThat(endpoint().operate("reload", null, null).getStatus()).isEqualTo(409);
		}
	}

	@Test
	void scaleNeedsANumberThatIsPossible() {
		given(this.operator.scale(0, Duration.ofSeconds(1)))
			.willThrow(new IllegalArgumentException("'workers' must be from 1 to 400 but is 0"));
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> endpoint().operate("scale", null, null))
			.withMessage("'workers' must be set for the operation 'scale', such as 4");
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> endpoint().operate("scale", 0, null))
			.withMessage("'workers' must be from 1 to 400 but is 0");
	}

	@Test
	void slotsThatAreDownAreRevived() {
		given(this.operator.revive()).willReturn(CompletableFuture.completedFuture(List.of(1, 2)));
		WebEndpointResponse<OperationReport> response = endpoint().operate("revive", null, null);
		assertThat(response.getStatus()).isEqualTo(200);
		assertThat(response.getBody()).isEqualTo(new OperationReport("revive", false, null, null, List.of(1, 2)));
	}

	@Test
	void whoWaitsForTooShortATimeIsToldThatItGoesOn() {
		given(this.operator.revive()).willReturn(new CompletableFuture<>());
		WebEndpointResponse<OperationReport> response = endpoint().operate("revive", null, 0);
		assertThat(response.getStatus()).isEqualTo(202);
		assertThat(response.getBody()).isEqualTo(new OperationReport("revive", true, null, null, null));
	}

	@Test
	void aNumberOfWorkersIsForScaleOnly() {
		for (String operation : List.of("reload", "revive")) {
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> endpoint().operate(operation, 3, null))
				.withMessage("'workers' is '3', but '%s' does not change the number of workers. ".formatted(operation)
						+ "Remove it, or set 'operation' to 'scale'.");
		}
		verifyNoInteractions(this.operator);
	}

	@Test
	void argumentsAreReadAsTheyAreWritten() {
		given(this.operator.scale(3, Duration.ofSeconds(2)))
			.willReturn(CompletableFuture.completedFuture(Optional.empty()));
		for (Object wait : List.of("2s", "PT2S", 2000, "2000")) {
			assertThat(endpoint().operate("scale", "3", wait).getStatus()).isEqualTo(202);
		}
	}

	@Test
	void whatIsNoArgumentIsRefusedByItsName() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> endpoint().operate("scale", "many", null))
			.withMessage("'workers' cannot be 'many'. Set it to a whole number, such as 4.");
		for (Object workers : List.of(2.5, List.of(1), Map.of(), "9999999999", "")) {
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> endpoint().operate("scale", workers, null))
				.withMessageStartingWith("'workers' cannot be '" + workers + "'");
		}
		for (Object wait : List.of("soon", "-1s", "61m", Map.of("of", 1), "99999999999999999d", "")) {
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> endpoint().operate("reload", null, wait))
				.withMessage("'wait' cannot be '" + wait
						+ "'. Set it to a duration from 0s to 3600s, such as 500ms, 30s or PT1M.");
		}
		verifyNoInteractions(this.operator);
	}

	@Test
	void anUnknownOperationIsRefused() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> endpoint().operate("restart", null, null))
			.withMessage("'operation' must be 'reload', 'scale' or 'revive' but is 'restart'");
	}

	@Test
	void theReportHasWhatWasDone() {
		ClusterOperations operations = new ClusterOperations(null, List.of(outcome(Result.COMPLETED, null)), List.of());
		given(this.operator.operations()).willReturn(CompletableFuture.completedFuture(operations));
		assertThat(endpoint().cluster().operations()).isEqualTo(operations);
	}

	@Test
	void theReportIsThereAlsoWhenThePrimaryIsGone() {
		given(this.operator.operations()).willReturn(CompletableFuture.failedFuture(new IllegalStateException("gone")));
		assertThat(endpoint().cluster().operations()).isNull();
		assertThat(endpoint().cluster().size()).isEqualTo(1);
	}

	private ClusterEndpoint endpoint() {
		return new ClusterEndpoint(() -> ClusterSnapshots.snapshot(ClusterState.RUNNING, WorkerState.READY),
				this.operator, ClusterSnapshots.CLOCK);
	}

	private static ReloadOutcome outcome(Result result, @Nullable String reason) {
		return new ReloadOutcome(result, reason, 2, ClusterSnapshots.START, Duration.ofSeconds(7), List.of());
	}

}
