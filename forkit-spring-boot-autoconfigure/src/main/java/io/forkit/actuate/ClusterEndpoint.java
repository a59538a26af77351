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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.forkit.cluster.ClusterOperations;
import io.forkit.cluster.ClusterView;
import io.forkit.cluster.operate.ClusterOperator;
import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.scale.ScaleOutcome;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Shows the cluster at {@code /actuator/cluster}, in the primary and in every worker
 * alike, and changes it.
 *
 * @since 0.1.0
 */
@Endpoint(id = "cluster")
public class ClusterEndpoint {

	private static final Log logger = LogFactory.getLog(ClusterEndpoint.class);

	private static final String RELOAD = "reload";

	private static final String SCALE = "scale";

	private static final String REVIVE = "revive";

	private static final Set<String> OPERATIONS = Set.of(RELOAD, SCALE, REVIVE);

	/** How long to wait for an outcome where nothing is said: mostly for a refusal. */
	private static final Duration DEFAULT_WAIT = Duration.ofSeconds(1);

	private static final Duration LONGEST_WAIT = Duration.ofHours(1);

	private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);

	private static final int ACCEPTED = 202;

	private static final int CONFLICT = 409;

	private final ClusterView cluster;

	private final @Nullable ClusterOperator operator;

	private final Clock clock;

	public ClusterEndpoint(ClusterView cluster) {
		this(cluster, null, Clock.systemUTC());
	}

	/**
	 * Create an endpoint.
	 * @param cluster the cluster to show
	 * @param operator what changes it, or {@code null} for nothing
	 */
	public ClusterEndpoint(ClusterView cluster, @Nullable ClusterOperator operator) {
		this(cluster, operator, Clock.systemUTC());
	}

	ClusterEndpoint(ClusterView cluster, @Nullable ClusterOperator operator, Clock clock) {
		this.cluster = cluster;
		this.operator = operator;
		this.clock = clock;
	}

	@ReadOperation
	public ClusterReport cluster() {
		return ClusterReport.of(this.cluster.snapshot(), operations(), this.clock);
	}

	private @Nullable ClusterOperations operations() {
		if (this.operator == null) {
			return null;
		}
		try {
			return this.operator.operations().get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
		catch (ExecutionException | TimeoutException | RuntimeException ex) {
			logger.debug("The primary does not tell what is done to the cluster", ex);
			return null;
		}
	}

	/**
	 * Do something to the cluster.
	 * @param operation {@code reload}, {@code scale} or {@code revive}
	 * @param workers how many workers there should be, for {@code scale} and for nothing
	 * else
	 * @param wait how long to wait for the outcome, such as {@code 30s}, a second without
	 * it, an hour at most; in a worker 5 seconds at most
	 * @return the outcome: 200 if it was completed, 409 if it was refused or is not
	 * complete, 202 if it goes on
	 */
	@WriteOperation
	public WebEndpointResponse<OperationReport> operate(Object operation, @Nullable Object workers,
			@Nullable Object wait) {
		String name = operation.toString();
		if (!OPERATIONS.contains(name)) {
			throw invalid("'operation' must be 'reload', 'scale' or 'revive' but is '%s'".formatted(name));
		}
		Duration given = Arguments.duration("wait", wait, LONGEST_WAIT);
		Duration limit = (given != null) ? given : DEFAULT_WAIT;
		if (workers != null && !name.equals(SCALE)) {
			throw invalid("'workers' is '%s', but '%s' does not change the number of workers. ".formatted(workers, name)
					+ "Remove it, or set 'operation' to 'scale'.");
		}
		Integer number = Arguments.number("workers", workers);
		if (this.operator == null) {
			throw invalid("There is no primary that could be asked");
		}
		return switch (name) {
			case RELOAD -> reloaded(await(this.operator.reload(limit), limit));
			case REVIVE -> revived(await(this.operator.revive().thenApply(Optional::of), limit));
			default -> scale(this.operator, number, limit);
		};
	}

	private static WebEndpointResponse<OperationReport> scale(ClusterOperator operator, @Nullable Integer workers,
			Duration limit) {
		if (workers == null) {
			throw invalid("'workers' must be set for the operation 'scale', such as 4");
		}
		try {
			return scaled(await(operator.scale(workers, limit), limit));
		}
		catch (IllegalArgumentException ex) {
			throw invalid(String.valueOf(ex.getMessage()));
		}
	}

	private static WebEndpointResponse<OperationReport> reloaded(Optional<ReloadOutcome> outcome) {
		int status = outcome.map((end) -> end.isCompleted() ? WebEndpointResponse.STATUS_OK : CONFLICT)
			.orElse(ACCEPTED);
		return new WebEndpointResponse<>(
				new OperationReport(RELOAD, outcome.isEmpty(), outcome.orElse(null), null, null), status);
	}

	private static WebEndpointResponse<OperationReport> scaled(Optional<ScaleOutcome> outcome) {
		int status = outcome.map((end) -> end.isCompleted() ? WebEndpointResponse.STATUS_OK : CONFLICT)
			.orElse(ACCEPTED);
		return new WebEndpointResponse<>(
				new OperationReport(SCALE, outcome.isEmpty(), null, outcome.orElse(null), null), status);
	}

	private static WebEndpointResponse<OperationReport> revived(Optional<List<Integer>> slots) {
		return new WebEndpointResponse<>(new OperationReport(REVIVE, slots.isEmpty(), null, null, slots.orElse(null)),
				slots.isPresent() ? WebEndpointResponse.STATUS_OK : ACCEPTED);
	}

	private static <T> Optional<T> await(CompletableFuture<Optional<T>> outcome, Duration limit) {
		try {
			return outcome.get(limit.plus(ANSWER_LIMIT).toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Optional.empty();
		}
		catch (TimeoutException ex) {
			return Optional.empty();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("The primary does not answer", ex.getCause());
		}
	}

	private static InvalidEndpointRequestException invalid(String reason) {
		return new InvalidEndpointRequestException(reason, reason);
	}

	/**
	 * What came of an operation.
	 *
	 * @param operation what was asked for
	 * @param running whether it goes on; {@code GET /actuator/cluster} will show the
	 * outcome
	 * @param reload the outcome of a reload
	 * @param scale the outcome of a change of the number of workers
	 * @param revived the slots that were down and in which a worker is started now
	 */
	public record OperationReport(String operation, boolean running, @Nullable ReloadOutcome reload,
			@Nullable ScaleOutcome scale, @Nullable List<Integer> revived) {

	}

}
