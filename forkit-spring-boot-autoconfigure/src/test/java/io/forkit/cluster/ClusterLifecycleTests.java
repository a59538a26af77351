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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.scale.ScaleOutcome;
import io.forkit.posix.Credentials;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ClusterLifecycle} without workers.
 */
@EnabledOnOs(OS.LINUX)
class ClusterLifecycleTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final Set<String> THREADS = Set.of("forkit-primary", "forkit-channels", "forkit-events",
			"forkit-copy", "forkit-steps");

	@Test
	void aStartThatFailsHalfWayGivesBackWhatItHasMade() {
		Set<Thread> before = threads();
		ClusterLifecycle cluster = new ClusterLifecycle(settings(), LeaderSettings.DEFAULTS, List.of(), (event) -> {
		}, () -> {
			throw new IllegalStateException("no scheduler");
		});
		assertThatIllegalStateException().isThrownBy(cluster::start).withMessage("no scheduler");
		assertThat(cluster.isRunning()).isFalse();
		Awaitility.await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
	}

	@Test
	@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void whoAsksForSomethingAfterTheStopGetsAnAnswer() {
		// Of a cluster of other tests, which is ending.
		Set<Thread> others = threads();
		ClusterLifecycle cluster = new ClusterLifecycle(settings(), (event) -> {
		});
		cluster.start();
		Worker worker = Awaitility.await()
			.until(() -> cluster.workers().stream().findAny().orElse(null), Objects::nonNull);
		// There is no such class.
		assertThatExceptionOfType(ClusterStartException.class).isThrownBy(cluster::awaitStarted);
		assertThat(worker.onExit()).succeedsWithin(LIMIT);
		cluster.stop();
		Awaitility.await().until(() -> !cluster.isRunning());
		for (int i = 0; i < 2; i++) {
			assertThatIllegalStateException().isThrownBy(cluster::fork).withMessageContaining("is not running");
			assertThat(cluster.reload()).succeedsWithin(LIMIT)
				.satisfies((outcome) -> assertThat(outcome.result()).isEqualTo(ReloadOutcome.Result.REFUSED));
			assertThat(cluster.scale(3)).succeedsWithin(LIMIT)
				.satisfies((outcome) -> assertThat(outcome.result()).isEqualTo(ScaleOutcome.Result.REFUSED));
			assertThat(cluster.replace(worker)).succeedsWithin(LIMIT)
				.satisfies((reason) -> assertThat(reason).isNotEmpty());
			assertThat(cluster.disconnect()).succeedsWithin(LIMIT);
			assertThat(cluster.capacity().report()).succeedsWithin(LIMIT);
			assertThat(cluster.revive()).succeedsWithin(LIMIT).satisfies((slots) -> assertThat(slots).isEmpty());
			// Whatever of the end was still to be done is done by then.
			Awaitility.await().until(() -> others.containsAll(threads()));
		}
		assertThat(cluster.workers()).isEmpty();
	}

	private static ClusterSettings settings() {
		WorkerProgram program = new WorkerProgram("Main", List.of(), List.of(), Map.of(), false, Credentials.SAME);
		return new ClusterSettings(1, Duration.ofSeconds(20), Duration.ofSeconds(5),
				new ClusterSettings.Restart(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ZERO), null,
				program);
	}

	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> THREADS.contains(thread.getName()))
			.collect(Collectors.toSet());
	}

}
