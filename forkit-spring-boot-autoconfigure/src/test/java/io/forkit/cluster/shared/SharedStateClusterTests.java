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

package io.forkit.cluster.shared;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.forkit.cluster.LeaderSettings;
import io.forkit.cluster.Worker;
import io.forkit.cluster.WorkerState;
import io.forkit.cluster.shared.SharedApplication.News;
import io.forkit.cluster.testing.RealCluster;
import io.forkit.posix.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what real workers share.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class SharedStateClusterTests {

	@Test
	void realWorkersShare() {
		try (RealCluster test = RealCluster.start(4, SharedApplication.class, List.of(), LeaderSettings.DEFAULTS)) {
			List<Worker> workers = test.cluster().workers();
			aMapIsSeenByOthersAndByAReplacement(test, workers.get(0), workers.get(1));
			List<Worker> all = test.cluster().workers();
			countersAddUp(test, all);
			aBroadcastReachesAll(test, all);
			anEvictionReachesTheOthers(test, all);
		}
	}

	private void aMapIsSeenByOthersAndByAReplacement(RealCluster test, Worker one, Worker other) {
		test.ask(one, "put a hello", String.class);
		assertThat(test.ask(one, "get a", String.class)).isEqualTo("hello");
		RealCluster.await(() -> "hello".equals(test.ask(other, "get a", String.class)));
		// More than one message can carry.
		test.ask(one, "fill 500 " + "x".repeat(500), String.class);
		ClusterMap<String, News> primary = test.shared().map("news", String.class, News.class);
		assertThat(primary.size()).isEqualTo(501);
		primary.put("a", new News("from the primary"));
		RealCluster.await(() -> "from the primary".equals(test.ask(other, "get a", String.class)));
		one.kill(Signal.SIGKILL);
		RealCluster.await(() -> test.cluster().workers().size() == 4 && !test.cluster().workers().contains(one)
				&& test.cluster().workers().stream().allMatch((worker) -> worker.state() == WorkerState.READY));
		Worker replacement = test.cluster().workers().get(3);
		RealCluster.await(() -> "501".equals(test.ask(replacement, "size", String.class)));
		assertThat(test.ask(replacement, "get a", String.class)).isEqualTo("from the primary");
	}

	private void countersAddUp(RealCluster test, List<Worker> workers) {
		CompletableFuture
			.allOf(workers.stream()
				.map((worker) -> CompletableFuture.runAsync(() -> test.ask(worker, "count 500", String.class)))
				.toArray(CompletableFuture[]::new))
			.join();
		assertThat(test.shared().counter("hits").get()).isEqualTo(500L * workers.size());
	}

	private void aBroadcastReachesAll(RealCluster test, List<Worker> workers) {
		List<Broadcast<News>> heard = new CopyOnWriteArrayList<>();
		test.shared().topic("news", News.class).subscribe(heard::add);
		Worker sender = workers.get(1);
		test.ask(sender, "broadcast extra", String.class);
		workers.forEach((worker) -> RealCluster
			.await(() -> (sender.id() + " extra").equals(test.ask(worker, "heard", String.class))));
		RealCluster.await(() -> heard.equals(List.of(new Broadcast<>(new News("extra"), sender.id(), false))));
	}

	private void anEvictionReachesTheOthers(RealCluster test, List<Worker> workers) {
		workers.forEach((worker) -> {
			test.ask(worker, "cache apple 1", String.class);
			test.ask(worker, "cache pear 2", String.class);
		});
		test.ask(workers.get(0), "evict apple", String.class);
		assertThat(test.ask(workers.get(0), "cached apple", String.class)).isEqualTo("none");
		workers.forEach(
				(worker) -> RealCluster.await(() -> "none".equals(test.ask(worker, "cached apple", String.class))));
		workers.forEach((worker) -> assertThat(test.ask(worker, "cached pear", String.class)).isEqualTo("2"));
	}

}
