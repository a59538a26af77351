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

package io.forkit.cluster.leader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.forkit.cluster.LeaderChangedEvent;
import io.forkit.cluster.LeaderInfo;
import io.forkit.cluster.LeaderSettings;
import io.forkit.cluster.Worker;
import io.forkit.cluster.WorkerState;
import io.forkit.cluster.testing.RealCluster;
import io.forkit.posix.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the leader among real workers.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class LeaderClusterTests {

	@TempDir
	private Path directory;

	@Test
	void aDeadLeaderIsFollowedAndNeverTwoWorkAtOnce() throws IOException {
		try (RealCluster test = start(3, LeaderSettings.DEFAULTS)) {
			for (int i = 0; i < 3; i++) {
				RealCluster.await(() -> test.cluster().workers().stream().allMatch(LeaderClusterTests::isReady));
				Worker leader = test.leader();
				awaitWorkOf(leader);
				leader.kill(Signal.SIGKILL);
				RealCluster
					.await(() -> test.cluster().leader().filter((info) -> info.worker() != leader.id()).isPresent());
				awaitWorkOf(test.leader());
			}
			assertThat(test.events().stream().filter(LeaderChangedEvent.class::isInstance))
				.hasSizeGreaterThanOrEqualTo(4);
		}
		assertThat(termsInTheirOrder()).hasSizeGreaterThanOrEqualTo(4);
	}

	@Test
	void aDrainedLeaderGivesUpFirst() throws IOException {
		try (RealCluster test = start(2, LeaderSettings.DEFAULTS)) {
			Worker leader = test.leader();
			Worker other = test.cluster().workers().stream().filter((one) -> one != leader).findFirst().orElseThrow();
			awaitWorkOf(leader);
			assertThat(test.ask(leader, "has-bean", Boolean.class)).isTrue();
			assertThat(test.ask(other, "has-bean", Boolean.class)).isFalse();
			assertThat(test.ask(other, "leads", Boolean.class)).isFalse();
			leader.disconnect();
			RealCluster.await(() -> test.cluster().leader().map(LeaderInfo::worker).orElse(0) == other.id());
			awaitWorkOf(other);
			RealCluster.await(() -> test.ask(other, "has-bean", Boolean.class));
			assertThat(leader.onExit().join().code()).isZero();
		}
		assertThat(termsInTheirOrder()).hasSize(2);
	}

	@Test
	void aLeaderThatIsOutOfServiceForLongIsFollowedAndLivesOn() throws IOException {
		try (RealCluster test = start(2, new LeaderSettings(Duration.ofMillis(200), Duration.ZERO))) {
			Worker leader = test.leader();
			awaitWorkOf(leader);
			test.ask(leader, "refuse", String.class);
			RealCluster.await(() -> test.leader() != leader);
			awaitWorkOf(test.leader());
			assertThat(test.ask(leader, "leads", Boolean.class)).isFalse();
			assertThat(test.ask(leader, "has-bean", Boolean.class)).isFalse();
			assertThat(leader.isDead()).isFalse();
		}
		assertThat(termsInTheirOrder()).hasSize(2);
	}

	@Test
	void aStoppedLeaderIsKilledBeforeItIsFollowed() throws IOException {
		try (RealCluster test = start(2, new LeaderSettings(Duration.ofSeconds(10), Duration.ofSeconds(3)))) {
			Worker leader = test.leader();
			awaitWorkOf(leader);
			leader.kill(Signal.SIGSTOP);
			RealCluster.await(() -> test.cluster().leader().filter((info) -> info.worker() != leader.id()).isPresent());
			assertThat(leader.isDead()).isTrue();
			assertThat(leader.onExit().join().signal()).isEqualTo(Signal.SIGKILL);
			awaitWorkOfAnotherThan(leader);
		}
		assertThat(termsInTheirOrder()).hasSizeGreaterThanOrEqualTo(2);
	}

	private RealCluster start(int workers, LeaderSettings settings) {
		return RealCluster.start(workers, LeaderApplication.class, List.of("--log=" + log()), settings);
	}

	private static boolean isReady(Worker worker) {
		return worker.state() == WorkerState.READY;
	}

	private Path log() {
		return this.directory.resolve("log");
	}

	private void awaitWorkOf(Worker worker) {
		RealCluster.await(() -> Files.exists(log()) && Files.readString(log()).contains(" " + worker.pid() + "\n"));
	}

	private void awaitWorkOfAnotherThan(Worker worker) {
		RealCluster
			.await(() -> Files.readAllLines(log()).stream().anyMatch((line) -> !line.endsWith(" " + worker.pid())));
	}

	/**
	 * Check that no run has begun while one of another term was at work; but for the last
	 * one of each, which may have died within it.
	 */
	private List<Long> termsInTheirOrder() throws IOException {
		List<Long> terms = new ArrayList<>();
		Set<Long> over = new HashSet<>();
		for (String line : Files.readAllLines(log())) {
			long term = Long.parseLong(line.split(" ")[1]);
			assertThat(over).doesNotContain(term);
			if (terms.isEmpty() || terms.get(terms.size() - 1) != term) {
				over.addAll(terms);
				terms.add(term);
			}
		}
		assertThat(terms).isSorted();
		return terms;
	}

}
