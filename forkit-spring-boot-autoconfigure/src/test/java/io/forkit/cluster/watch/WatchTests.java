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

package io.forkit.cluster.watch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Watch}.
 */
class WatchTests {

	@Test
	void anErrorDoesNotEndTheWatch() {
		Fragile worker = new Fragile();
		try (Watch watch = new Watch(HealthSettings.DEFAULTS, new Silent())) {
			watch.add(worker);
			watch.start();
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(worker.turns).hasValueGreaterThanOrEqualTo(2));
		}
	}

	private static final class Fragile implements Watched {

		private final AtomicInteger turns = new AtomicInteger();

		@Override
		public int id() {
			return 1;
		}

		@Override
		public long pid() {
			return ProcessHandle.current().pid();
		}

		@Override
		public boolean isReadingPaused() {
			this.turns.incrementAndGet();
			throw new NoClassDefFoundError("no descriptor for the class");
		}

		@Override
		public CompletableFuture<ProbeResult> probe(String path, Duration timeout) {
			return new CompletableFuture<>();
		}

	}

	private static final class Silent implements Watch.Listener {

		@Override
		public void changed(Watched worker, Verdict now, Verdict before) {
		}

		@Override
		public void overdue(Watched worker, Verdict verdict) {
		}

	}

}
