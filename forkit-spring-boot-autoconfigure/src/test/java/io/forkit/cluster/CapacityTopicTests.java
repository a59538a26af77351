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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.forkit.cluster.capacity.CapacityDescription;
import io.forkit.cluster.recycle.RecycleLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CapacityTopic} and {@link CapacityDescription}.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CapacityTopicTests {

	private final VirtualCluster cluster = new VirtualCluster();

	@Test
	void aWorkerSeesTheCapacity() {
		this.cluster.capacity = this.cluster.capacity.withStandby(1);
		this.cluster.run(1);
		this.cluster.loop.run();
		this.cluster.worker(2).becomesReady();
		Map<String, Object> described = change(Map.of());
		assertThat(described).containsEntry("standby", Map.of("wanted", 1, "ready", 1, "activations", 0L));
		assertThat(described).containsKey("recycle").doesNotContainKey("autoscale");
	}

	@Test
	void aStandbyIsAskedBeforeItServes() {
		List<String> asked = new ArrayList<>();
		this.cluster.probe = (worker, path, timeout) -> {
			asked.add(worker.id() + " " + path);
			return CompletableFuture.completedFuture(null);
		};
		this.cluster.capacity = this.cluster.capacity.withStandby(1)
			.withWarmUp(new CapacitySettings.WarmUp("/hello", 3, true));
		this.cluster.run(1);
		this.cluster.loop.run();
		this.cluster.worker(2).becomesReady();
		this.cluster.loop.run();
		assertThat(asked).containsExactly("2 /hello", "2 /hello", "2 /hello");
	}

	@Test
	void aStandbyThatDoesNotAnswerIsAskedNoMore() {
		List<String> asked = new ArrayList<>();
		this.cluster.probe = (worker, path, timeout) -> {
			asked.add(worker.id() + " " + path);
			return CompletableFuture.completedFuture("404");
		};
		this.cluster.capacity = this.cluster.capacity.withStandby(1)
			.withWarmUp(new CapacitySettings.WarmUp("/hello", 3, true));
		this.cluster.run(1);
		this.cluster.loop.run();
		this.cluster.worker(2).becomesReady();
		this.cluster.loop.run();
		assertThat(asked).hasSize(1);
		assertThat(this.cluster.processes()).contains("-1:2 STANDBY/1");
	}

	@Test
	void aWorkerChangesLimits() {
		this.cluster.run(1);
		Map<String, Object> described = change(
				Map.of("heap", "80%", "requests", "100", "age", "2h", "rss", "1GB", "cgroup", "90%", "jitter", "5%"));
		assertThat(described.toString())
			.contains("limits={heap=80%, rss=1073741824, cgroup=90%, requests=100, age=PT2H, jitter=5%}");
		assertThat(change(Map.of("requests", "none", "age", "")).toString())
			.contains("limits={heap=80%, rss=1073741824, cgroup=90%, jitter=5%}");
	}

	@Test
	void whatIsNoLimitIsRefused() {
		this.cluster.run(1);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> change(Map.of("heap", "lots")))
			.withCauseInstanceOf(IllegalArgumentException.class);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> change(Map.of("size", "1GB")))
			.withMessageContaining("'size'");
		assertThat(change(Map.of()).toString()).contains("limits={jitter=" + RecycleLimits.DEFAULT_JITTER + "%}");
	}

	@Test
	void aClusterThatIsNotStartedHasNoCapacity() {
		StartedCapacity capacity = new StartedCapacity(() -> {
			throw new IllegalStateException("The cluster has not been started");
		});
		assertThat(capacity.latest().standby().wanted()).isZero();
		assertThat(capacity.report()).isCompletedExceptionally();
	}

	private Map<String, Object> change(Map<String, String> changes) {
		ControlTopic.Session session = new CapacityTopic(this.cluster.supervisor().capacity())
			.open((value) -> CompletableFuture.completedFuture(null));
		CapacityDescription worker = CapacityTopic.ofWorker((value) -> {
			CompletableFuture<List<?>> answer = new CompletableFuture<>();
			session.received(value, answer::complete);
			return answer;
		});
		CompletableFuture<Map<String, Object>> result = worker.change(changes);
		while (!result.isDone()) {
			this.cluster.loop.run();
			Thread.onSpinWait();
		}
		return result.join();
	}

}
