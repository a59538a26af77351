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

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.forkit.cluster.ClusterEvent;
import io.forkit.cluster.ClusterReloadedEvent;
import io.forkit.cluster.ClusterScaledEvent;
import io.forkit.cluster.ClusterView;
import io.forkit.cluster.WorkerState;
import io.forkit.cluster.WorkerStateChangedEvent;
import io.forkit.cluster.restart.BreakerState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.context.ApplicationListener;

/**
 * Meters of the cluster, in the primary: how many workers are in which state, and how
 * often which of them have changed it, and why.
 *
 * @since 0.1.0
 */
public class ForkitClusterMetrics implements MeterBinder, ApplicationListener<ClusterEvent> {

	/** The name of the gauge of workers, by their state. */
	public static final String WORKERS = "forkit.cluster.workers";

	/** The name of the counter of transitions, by new state and reason. */
	public static final String TRANSITIONS = "forkit.cluster.transitions";

	/** The name of the timer of reloads, by their result. */
	public static final String RELOADS = "forkit.cluster.reloads";

	/** The name of the timer of changes of the number of workers, by their result. */
	public static final String SCALINGS = "forkit.cluster.scalings";

	/** The name of the gauge of breakers that are not closed, by their state. */
	public static final String BREAKERS = "forkit.cluster.breakers";

	private static final List<BreakerState> NOT_CLOSED = List.of(BreakerState.OPEN, BreakerState.HALF_OPEN);

	private final ClusterView cluster;

	private final List<MeterRegistry> registries = new ArrayList<>();

	public ForkitClusterMetrics(ClusterView cluster) {
		this.cluster = cluster;
	}

	@Override
	public synchronized void bindTo(MeterRegistry registry) {
		this.registries.add(registry);
		for (WorkerState state : WorkerState.values()) {
			Gauge.builder(WORKERS, this.cluster, (view) -> count(view, state))
				.tag("state", text(state))
				.description("Workers in this state; one that has ended counts until it is replaced")
				.baseUnit("workers")
				.register(registry);
		}
		for (BreakerState state : NOT_CLOSED) {
			Gauge.builder(BREAKERS, this.cluster, (view) -> count(view, state))
				.tag("state", text(state))
				.description("Breakers in this state, of slots and of the cluster: what gets no worker any more")
				.baseUnit("breakers")
				.register(registry);
		}
	}

	private static long count(ClusterView view, BreakerState state) {
		return view.snapshot().breakers().stream().filter((breaker) -> breaker.state() == state).count();
	}

	private static long count(ClusterView view, WorkerState state) {
		return view.snapshot().workers().stream().filter((worker) -> worker.state() == state).count();
	}

	@Override
	public synchronized void onApplicationEvent(ClusterEvent event) {
		for (MeterRegistry registry : this.registries) {
			if (event instanceof WorkerStateChangedEvent changed) {
				registry
					.counter(TRANSITIONS, "state", text(changed.getWorker().state()), "reason",
							text(changed.getReason()))
					.increment();
			}
			else if (event instanceof ClusterReloadedEvent reloaded) {
				registry.timer(RELOADS, "result", text(reloaded.getOutcome().result()))
					.record(reloaded.getOutcome().duration());
			}
			else if (event instanceof ClusterScaledEvent scaled) {
				registry.timer(SCALINGS, "result", text(scaled.getOutcome().result()))
					.record(scaled.getOutcome().duration());
			}
		}
	}

	private static String text(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
