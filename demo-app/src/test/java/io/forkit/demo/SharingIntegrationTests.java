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

package io.forkit.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the workers share one listening socket fairly.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class SharingIntegrationTests {

	private static final int WORKERS = 4;

	private static final int O_NONBLOCK = 04000;

	private static DemoProcess demo;

	private static int port;

	@BeforeAll
	static void start() {
		demo = DemoCommand.ofJar().workers(WORKERS).start();
		port = demo.port();
	}

	@AfterAll
	static void end() {
		demo.close();
	}

	@Test
	void sequentialConnectionsAreSharedExactly() throws IOException {
		List<Long> turns = new ArrayList<>();
		Set<Long> workers = workers();
		for (int i = 0; i < 100 * WORKERS; i++) {
			// On a machine with too much to do, a worker may not be back in the queue
			// before all
			// others have had their turns.
			Awaitility.await()
				.pollInSameThread()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.atMost(Duration.ofSeconds(10))
				.until(() -> workers.stream().allMatch(Proc::waitsInAccept));
			Http.Response response = Http.get(port, "/");
			assertThat(response.status()).isEqualTo(200);
			turns.add(response.as(WhoamiController.Answer.class).pid());
		}
		assertThat(new TreeSet<>(turns)).isEqualTo(workers);
		assertThat(new TreeSet<>(turns))
			.allSatisfy((pid) -> assertThat(Collections.frequency(turns, pid)).isEqualTo(100));
		assertThat(turns.subList(WORKERS, turns.size())).as("the same cycle again and again")
			.isEqualTo(turns.subList(0, turns.size() - WORKERS));
	}

	@Test
	void answersNameWorkerThatGivesThem() throws IOException {
		List<ClusterReport.Worker> workers = demo.cluster(port).workers();
		for (int i = 0; i < WORKERS; i++) {
			WhoamiController.Answer answer = Http.get(port, "/").as(WhoamiController.Answer.class);
			assertThat(workers).anySatisfy((worker) -> {
				assertThat(worker.pid()).isEqualTo(answer.pid());
				assertThat(worker.slot()).isEqualTo(answer.slot());
				assertThat(worker.id()).isEqualTo(answer.worker());
			});
		}
	}

	@Test
	void listeningSocketIsOneAndBlocksInEveryWorker() {
		Set<Long> inodes = Proc.listeningSockets(port);
		assertThat(inodes).hasSize(1);
		long inode = inodes.iterator().next();
		assertThat(Proc.socketFlags(demo.pid(), inode)).as("the primary holds the socket too").isNotEmpty();
		for (long worker : workers()) {
			assertThat(Proc.socketFlags(worker, inode)).as("flags in worker " + worker)
				.isNotEmpty()
				.allSatisfy((flags) -> assertThat(flags & O_NONBLOCK).isZero());
		}
	}

	@Test
	void portZeroGivesOnePortForAll() {
		ClusterReport cluster = demo.cluster(port);
		assertThat(cluster.listeners()).singleElement()
			.satisfies((listener) -> assertThat(listener.port()).isEqualTo(port));
		assertThat(port).isPositive();
	}

	@Test
	void workersAreChildrenInGroupsOfTheirOwn() {
		for (long worker : workers()) {
			Proc.Stat stat = Proc.stat(worker);
			assertThat(stat).isNotNull();
			assertThat(stat.parent()).isEqualTo(demo.pid());
			assertThat(stat.group()).isEqualTo(worker);
		}
	}

	private Set<Long> workers() {
		Set<Long> pids = new TreeSet<>();
		demo.cluster(port).workers().forEach((worker) -> pids.add(worker.pid()));
		assertThat(pids).hasSize(WORKERS);
		return pids;
	}

}
