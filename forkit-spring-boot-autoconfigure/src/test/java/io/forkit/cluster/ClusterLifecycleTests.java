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
import java.util.Set;
import java.util.stream.Collectors;

import io.forkit.posix.Credentials;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ClusterLifecycle} without workers.
 */
@EnabledOnOs(OS.LINUX)
class ClusterLifecycleTests {

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
