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

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoadPublication}, through the supervisor.
 */
class LoadPublicationTests {

	private static final WorkerLoad LOAD = new WorkerLoad(3, 2, 1, GateState.OPEN, 0, 0);

	private final VirtualLoop loop = new VirtualLoop();

	private final List<FakeWorker> workers = new ArrayList<>();

	private final Supervisor supervisor = new Supervisor(
			new ClusterSettings(2, Duration.ofSeconds(1), Duration.ofSeconds(1),
					new ClusterSettings.Restart(Duration.ZERO, Duration.ZERO, Duration.ZERO), null),
			new LeaderSettings(Duration.ofSeconds(10), Duration.ZERO), this.loop, (launch, listener) -> {
				FakeWorker worker = new FakeWorker(launch, listener);
				this.workers.add(worker);
				return worker;
			}, new ClusterListener() {

				@Override
				public void workerChanged(WorkerInfo worker) {
				}

				@Override
				public void ready(ClusterSnapshot snapshot) {
				}

			});

	@BeforeEach
	void start() {
		this.supervisor.start();
		this.loop.run();
		this.workers.forEach(FakeWorker::becomesReady);
		this.loop.run();
	}

	@AfterEach
	void stop() {
		this.supervisor.stop();
		this.loop.run();
	}

	@Test
	void loadOfOneWorkerIsToldToAll() {
		this.workers.get(0).says(new ControlMessage.Load(LOAD));
		this.loop.advance(Duration.ofSeconds(1));
		assertThat(this.supervisor.snapshot().workers()).extracting(WorkerInfo::load).containsExactly(LOAD, null);
		assertThat(this.workers).allSatisfy((worker) -> {
			List<ControlMessage.Changed> changes = worker.received(ControlMessage.Changed.class);
			assertThat(changes.get(changes.size() - 1).snapshot().workers().get(0).load()).isEqualTo(LOAD);
		});
	}

	@Test
	void loadIsToldAtOnceWithTheReadinessThatFollows() {
		this.workers.get(0).says(new ControlMessage.Readiness(false));
		this.workers.get(0).says(new ControlMessage.Load(LOAD));
		this.workers.get(0).says(new ControlMessage.Readiness(true));
		this.loop.run();
		assertThat(this.supervisor.snapshot().workers().get(0).load()).isEqualTo(LOAD);
	}

	@Test
	void manyLoadsAreToldOnce() {
		int before = this.workers.get(0).received(ControlMessage.Changed.class).size();
		for (int i = 0; i < 100; i++) {
			this.workers.get(i % 2).says(new ControlMessage.Load(LOAD));
			this.loop.advance(Duration.ofMillis(5));
		}
		this.loop.advance(Duration.ofSeconds(1));
		assertThat(this.workers.get(0).received(ControlMessage.Changed.class)).hasSize(before + 1);
	}

}
