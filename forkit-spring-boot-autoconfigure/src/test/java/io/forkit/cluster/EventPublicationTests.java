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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.forkit.posix.WaitStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventPublication}.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventPublicationTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final VirtualCluster cluster = new VirtualCluster();

	private final List<Object> published = new ArrayList<>();

	private final EventPublication events = new EventPublication((event) -> {
		this.published.add(event);
		throw new NoClassDefFoundError("a listener lacks a class");
	});

	private WorkerView worker;

	@BeforeEach
	void startWorker() {
		this.cluster.run(1);
		this.worker = (WorkerView) this.cluster.supervisor().workers().get(0);
		this.cluster.last().exits(0);
	}

	@AfterEach
	void close() {
		this.events.close();
	}

	@Test
	void theEndIsToldWhateverListenersThrow() {
		List<String> told = new ArrayList<>();
		this.worker.on(WorkerEvent.Exited.class, (event) -> {
			throw new AssertionError("a listener fails");
		});
		this.worker.on(WorkerEvent.Exited.class, (event) -> told.add("the other one"));
		this.events.publish(this.worker, exited());
		assertThat(this.worker.onExit()).succeedsWithin(LIMIT);
		assertThat(told).containsExactly("the other one");
		assertThat(this.published).hasSize(1);
	}

	@Test
	void nobodyWaitsForEventsAfterTheEnd() {
		this.events.publish(this.worker, exited());
		this.events.close();
		CompletableFuture<Void> told = this.events.told();
		assertThat(told).succeedsWithin(LIMIT);
	}

	private WorkerEvent.Exited exited() {
		return new WorkerEvent.Exited(this.worker, WorkerExitStatus.of(WaitStatus.exited(0)));
	}

}
