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

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.forkit.cluster.stage.StagedJar;
import io.forkit.cluster.watch.HealthSettings;
import io.forkit.cluster.watch.HealthSettings.Action;
import io.forkit.cluster.watch.HealthSettings.Actions;
import io.forkit.cluster.watch.ProbeResult;
import io.forkit.cluster.watch.WorkerCondition;
import io.forkit.posix.Signal;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link HungWorkers}, with a worker that is no process.
 */
class HungWorkersTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final FakeWorker process = new FakeWorker(
			new WorkerLaunch(1_000_000_000, 0, 0, new Generation(1, WorkerProgram.SAME, StagedJar.ORIGINAL), Map.of()),
			mock(WorkerProcess.Listener.class));

	private final WorkerView worker = new WorkerView(this.process.id(), 0, this.process, (view) -> {
	});

	private final List<String> done = new CopyOnWriteArrayList<>();

	private final List<WorkerHealthChangedEvent> events = new CopyOnWriteArrayList<>();

	private final List<List<?>> asked = new CopyOnWriteArrayList<>();

	private final List<WorkerHealth> healths = new CopyOnWriteArrayList<>();

	private volatile int status = 200;

	private volatile boolean answering = true;

	private @Nullable String failure;

	private @Nullable Path heaps;

	@TempDir
	private Path directory;

	private @Nullable HungWorkers watch;

	private ControlTopic.@Nullable Session session;

	@AfterEach
	void close() {
		if (this.watch != null) {
			this.watch.close();
		}
	}

	@Test
	void aWorkerThatIsSilentIsKilled() {
		start(Action.REPLACE);
		says("beat", 0.0);
		await("kill HANG");
		assertThat(this.done).containsSubsequence("SILENT hung", "kill HANG");
		assertThat(this.process.signals()).as("who is no process does not handle it").doesNotContain(Signal.SIGQUIT);
		assertThat(this.events).extracting(WorkerHealthChangedEvent::getCondition).contains(WorkerCondition.SILENT);
		assertThat(this.events.get(this.events.size() - 1).isHung()).isTrue();
	}

	@Test
	void aWorkerThatDoesNotAnswerRequestsIsLookedIntoAndReplaced() {
		start(Action.REPLACE);
		Awaitility.await().atMost(LIMIT).until(() -> this.asked("probe") > 0);
		this.status = 500;
		await("replace");
		assertThat(this.done).containsSubsequence("UNRESPONSIVE hung", "replace").doesNotContain("kill HANG");
		assertThat(asked("threads")).isEqualTo(1);
	}

	@Test
	void aStandbyIsNoSlowStarterButAskedLikeOneThatServes() {
		start(Action.REPLACE, Action.REPLACE, WorkerState.STANDBY);
		Awaitility.await().atMost(LIMIT).until(() -> this.asked("probe") > 0);
	}

	@Test
	void aSilentLeaderIsKilledAlsoIfSilenceIsOnlyReported() {
		HungWorkers started = start(Action.REPORT);
		assertThat(started.leaderSilent(this.worker, LIMIT)).as("it is not silent at all").isFalse();
		says("beat", 0.0);
		await("SILENT hung");
		Awaitility.await().atMost(LIMIT).until(() -> {
			assertThat(started.leaderSilent(this.worker, LIMIT)).isFalse();
			return this.done.contains("kill LEADERSHIP");
		});
		assertThat(this.done).doesNotContain("kill HANG");
	}

	@Test
	void aSilentLeaderIsKilledWhereWorkersAreNotWatched() {
		HungWorkers started = new HungWorkers(HealthSettings.OFF, null, new Remedy());
		this.watch = started;
		started.forked(this.worker);
		assertThat(started.leaderSilent(this.worker, LIMIT)).isFalse();
		await("kill LEADERSHIP");
	}

	@Test
	void aWorkerIsOnlyReportedIfThatIsWanted() {
		start(Action.REPORT);
		Awaitility.await().atMost(LIMIT).until(() -> this.asked("probe") > 0);
		this.status = 500;
		await("UNRESPONSIVE hung");
		Awaitility.await().atMost(LIMIT).until(() -> asked("threads") > 0);
		this.status = 200;
		await("well");
		assertThat(this.done).doesNotContain("replace", "kill HANG");
	}

	@Test
	void whatWasWrittenDownIsNotWrittenAgainWhenTheWorkerIsReplacedAtLast() {
		this.failure = "it is being replaced already";
		this.heaps = this.directory;
		start(Action.REPLACE);
		Awaitility.await().atMost(LIMIT).until(() -> this.asked("probe") > 0);
		this.status = 500;
		Awaitility.await().atMost(LIMIT).until(() -> this.done.stream().filter("replace"::equals).count() >= 3);
		assertThat(asked("threads")).isEqualTo(1);
		assertThat(asked("heap")).isEqualTo(1);
		assertThat(this.healths).hasSizeGreaterThan(1)
			.extracting(WorkerHealth::since)
			.containsOnly(this.healths.get(0).since());
		this.status = 200;
		await("well");
		this.healths.clear();
		this.status = 500;
		Awaitility.await().atMost(LIMIT).until(() -> asked("heap") == 2);
	}

	@Test
	void whatComesWhileADeadlockIsLookedIntoIsNotLost() {
		this.answering = false;
		start(Action.REPLACE, Action.REPORT);
		Awaitility.await().atMost(LIMIT).until(() -> this.asked("probe") > 0);
		says("deadlock", "a waits for b");
		Awaitility.await().atMost(LIMIT).until(() -> asked("threads") == 1);
		this.status = 500;
		await("UNRESPONSIVE hung");
		assertThat(this.done).doesNotContain("replace");
		List<?> question = this.asked.stream().filter((one) -> one.get(0).equals("threads")).findFirst().orElseThrow();
		says("done", question.get(1));
		await("replace");
	}

	@Test
	void aWorkerThatEndsIsNotWatched() {
		HungWorkers started = start(Action.REPLACE);
		says("beat", 0.0);
		started.changed(this.worker.id(), WorkerState.DRAINING);
		says("deadlock", "a waits for b");
		started.changed(this.worker.id(), WorkerState.EXITED);
		assertThat(this.worker.vitalSigns()).isNull();
		assertThat(this.done).isEmpty();
	}

	@Test
	void aWorkerCanBeAsked() {
		start(Action.REPORT);
		ProbeResult result = this.worker.probe("/x", LIMIT).join();
		assertThat(result.isGood()).isTrue();
		assertThat(this.worker.vitalSigns()).isNotNull();
	}

	private HungWorkers start(Action action) {
		return start(action, action);
	}

	private HungWorkers start(Action action, Action onDeadlock) {
		return start(action, onDeadlock, WorkerState.READY);
	}

	private HungWorkers start(Action action, Action onDeadlock, WorkerState state) {
		HealthSettings settings = new HealthSettings(
				new HealthSettings.Heartbeat(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(1),
						Duration.ofSeconds(1)),
				Duration.ZERO, Duration.ZERO,
				new HealthSettings.Probe("/live", Duration.ofMillis(50), LIMIT, 200, 399, 2),
				new Actions(action, action, onDeadlock, action),
				new HealthSettings.Dump(true, LIMIT, this.heaps, LIMIT, 3));
		HungWorkers started = new HungWorkers(settings, null, new Remedy(), Duration.ofMillis(100));
		this.watch = started;
		started.forked(this.worker);
		this.session = started.topic().open(this::ask);
		says("hello", this.worker.id());
		started.changed(this.worker.id(), state);
		started.start();
		return started;
	}

	private CompletableFuture<@Nullable Void> ask(List<?> question) {
		this.asked.add(question);
		if (question.get(0).equals("probe")) {
			says("probed", question.get(1), "ANSWERED", this.status, 1000, "");
		}
		else if (this.answering) {
			says("part", question.get(1), "all threads");
			says("done", question.get(1));
		}
		return CompletableFuture.<@Nullable Void>completedFuture(null);
	}

	private long asked(String what) {
		return this.asked.stream().filter((question) -> question.get(0).equals(what)).count();
	}

	private void says(Object... values) {
		assertThat(this.session).isNotNull();
		this.session.received(List.of(values), null);
	}

	private void await(String what) {
		Awaitility.await().atMost(LIMIT).until(() -> this.done.contains(what));
	}

	/** Remembers what was done. */
	private final class Remedy implements HungWorkers.Remedy {

		@Override
		public void fares(WorkerView view, @Nullable WorkerHealth health) {
			if (health != null) {
				HungWorkersTests.this.healths.add(health);
			}
			HungWorkersTests.this.done
				.add((health != null) ? health.condition() + (health.hung() ? " hung" : "") : "well");
		}

		@Override
		public void tell(WorkerHealthChangedEvent event) {
			HungWorkersTests.this.events.add(event);
		}

		@Override
		public CompletableFuture<@Nullable String> replace(WorkerView view) {
			HungWorkersTests.this.done.add("replace");
			return CompletableFuture.<@Nullable String>completedFuture(HungWorkersTests.this.failure);
		}

		@Override
		public void end(WorkerView view) {
			HungWorkersTests.this.done.add("end");
		}

		@Override
		public void kill(WorkerView view, WorkerReason reason) {
			HungWorkersTests.this.done.add("kill " + reason);
		}

	}

}
