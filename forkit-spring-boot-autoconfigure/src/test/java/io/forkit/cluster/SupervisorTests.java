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

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.forkit.cluster.ControlMessage.Changed;
import io.forkit.cluster.ControlMessage.Closed;
import io.forkit.cluster.ControlMessage.Draining;
import io.forkit.cluster.ControlMessage.Listen;
import io.forkit.cluster.ControlMessage.ListenReply;
import io.forkit.cluster.ControlMessage.ListenReply.Outcome;
import io.forkit.cluster.ControlMessage.Listening;
import io.forkit.cluster.ControlMessage.Readiness;
import io.forkit.cluster.ControlMessage.Stop;
import io.forkit.ipc.MessageChannel;
import io.forkit.posix.Fd;
import io.forkit.posix.InternetProtocol;
import io.forkit.posix.Signal;
import io.forkit.posix.Sockets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * Tests for the policy of {@link Supervisor}.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SupervisorTests {

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(35);

	private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration INSTANT = Duration.ofMillis(1);

	private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

	private final VirtualLoop loop = new VirtualLoop();

	private final List<FakeWorker> workers = new ArrayList<>();

	private final List<String> happened = new ArrayList<>();

	private final List<Map<String, String>> environments = new ArrayList<>();

	private final List<String> events = new ArrayList<>();

	private @Nullable IOException launchFailure;

	private Supervisor supervisor = supervisor(2);

	@AfterEach
	void closeSockets() {
		this.supervisor.stop();
		this.loop.run();
		this.workers.forEach(FakeWorker::closeFds);
	}

	@Test
	void startLaunchesAWorkerForEachSlot() {
		start(3);
		assertThat(this.workers).extracting(FakeWorker::slot).containsExactly(0, 1, 2);
		assertThat(this.workers).extracting(FakeWorker::id).containsExactly(1, 2, 3);
		assertThat(states()).containsExactly(WorkerState.STARTING, WorkerState.STARTING, WorkerState.STARTING);
		assertThat(this.supervisor.snapshot().state()).isEqualTo(ClusterState.STARTING);
		assertThat(this.supervisor.started()).isNotDone();
	}

	@Test
	void theClusterRunsWhenEverySlotHasHadAReadyWorker() {
		start(2);
		worker(1).becomesReady();
		assertThat(this.supervisor.snapshot().state()).isEqualTo(ClusterState.STARTING);
		assertThat(this.supervisor.started()).isNotDone();
		worker(2).becomesReady();
		assertThat(this.supervisor.snapshot().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(this.supervisor.started()).isCompletedWithValue(this.supervisor.snapshot());
		assertThat(this.happened).filteredOn("cluster ready"::equals).hasSize(1);
	}

	@Test
	void aWorkerThatWasReadyCountsForTheStartAlsoWhenItHasCrashedSince() {
		start(2);
		worker(1).becomesReady();
		worker(1).isKilled();
		worker(2).becomesReady();
		assertThat(this.supervisor.snapshot().state()).isEqualTo(ClusterState.RUNNING);
	}

	@Test
	void eventsComeInTheOrderOfTheTransitions() {
		start(1);
		worker(1).becomesOnline();
		worker(1).says(new Listening());
		worker(1).says(new Readiness(true));
		worker(1).says(new Draining());
		worker(1).isKilled();
		assertThat(this.happened).containsExactly("1 STARTING", "1 ONLINE", "1 LISTENING", "1 READY", "cluster ready",
				"1 DRAINING", "1 EXITED");
	}

	@Test
	void eventsOfNodeComeOnceAndInOrder() {
		start(1);
		worker(1).becomesOnline();
		worker(1).becomesOnline();
		worker(1).asks(request(0, 0));
		worker(1).says(new Listening());
		worker(1).says(new Listening());
		worker(1).losesChannel();
		worker(1).exits(0);
		assertThat(this.events).startsWith("1 Forked", "1 Online", "1 Listening", "1 Disconnected", "1 Exited")
			.doesNotHaveDuplicates();
	}

	@Test
	void anEndThatTheSystemDoesNotTellIsUnknown() {
		startAndRun(1);
		Worker worker = this.supervisor.workers().get(0);
		worker(1).endsNobodyKnowsHow();
		assertThat(worker.exitStatus()).isNotNull();
		assertThat(worker.exitStatus().isUnknown()).isTrue();
		assertThat(worker.exitStatus().code()).isNull();
		assertThat(worker.exitStatus().signal()).isNull();
		assertThat(this.supervisor.snapshot().workers().get(0).lastExit()).startsWith("an unknown status");
	}

	@Test
	void anUnknownEndDuringTheStartDoesNotFailIt() {
		start(1);
		worker(1).endsNobodyKnowsHow();
		this.loop.run();
		assertThat(this.supervisor.started()).isNotDone();
	}

	@Test
	void aWorkerThatIsDisconnectedIsNotReplaced() {
		startAndRun(2);
		Worker worker = this.supervisor.workers().get(0);
		worker.disconnect();
		this.loop.run();
		assertThat(worker(1).wasAskedToStop()).isTrue();
		assertThat(worker.exitedAfterDisconnect()).isTrue();
		worker(1).exits(0);
		this.loop.run();
		assertThat(this.supervisor.workers()).extracting(Worker::id).containsExactly(2);
		assertThat(this.supervisor.snapshot().size()).isEqualTo(1);
	}

	@Test
	void aForkTakesTheLowestFreeSlotAndKeepsItsVariables() {
		startAndRun(2);
		this.supervisor.workers().get(0).disconnect();
		this.loop.run();
		worker(1).exits(0);
		CompletableFuture<Worker> forked = this.supervisor.control().fork(Map.of("A", "b"));
		this.loop.run();
		assertThat(forked.join().slot()).isZero();
		assertThat(forked.join().id()).isEqualTo(3);
		assertThat(this.supervisor.snapshot().workers()).extracting(WorkerInfo::slot).containsExactly(0, 1);
		worker(3).becomesReady();
		worker(3).isKilled();
		this.loop.run();
		assertThat(last().slot()).isZero();
		assertThat(this.environments).last().isEqualTo(Map.of("A", "b"));
	}

	@Test
	void theSocketsAreClosedWithTheLastSlot() {
		startAndRun(1);
		listen(worker(1), 0, 0);
		CompletableFuture<Void> disconnected = this.supervisor.disconnect();
		this.loop.run();
		assertThat(disconnected).isNotDone();
		worker(1).exits(0);
		assertThat(disconnected).isCompleted();
		assertThat(this.supervisor.snapshot().listeners()).isEmpty();
		assertThat(this.supervisor.snapshot().state()).isEqualTo(ClusterState.RUNNING);
	}

	@Test
	void whoAsksForWhatFailsHearsOfIt() {
		WorkerProcess broken = mock(WorkerProcess.class);
		given(broken.messages()).willReturn(mock(MessageChannel.class));
		this.supervisor = supervisor(1, (launch, listener) -> broken);
		this.supervisor.start();
		this.loop.run();
		willThrow(new NoClassDefFoundError("no descriptor for the class")).willDoNothing().given(broken).send(any());
		CompletableFuture<Void> disconnected = this.supervisor.disconnect();
		assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(this.loop::run);
		assertThat(disconnected).isCompletedExceptionally();
	}

	@Test
	void aWorkerThatLeavesIsToldToStopAndIsReplaced() {
		startAndRun(1);
		Worker worker = this.supervisor.workers().get(0);
		worker(1).asks(new ControlMessage.Leaving());
		assertThat(worker(1).wasAskedToStop()).isTrue();
		assertThat(worker.exitedAfterDisconnect()).isTrue();
		worker(1).exits(0);
		this.loop.run();
		assertThat(this.workers).hasSize(2);
	}

	@Test
	void aForkWhileTheClusterEndsIsRefused() {
		startAndRun(1);
		this.supervisor.stop();
		CompletableFuture<Worker> forked = this.supervisor.control().fork(Map.of());
		this.loop.run();
		assertThat(forked).isCompletedExceptionally();
	}

	@Test
	void aRepeatedMessageIsNoTransition() {
		startAndRun(1);
		this.happened.clear();
		worker(1).says(new Readiness(true));
		assertThat(this.happened).isEmpty();
	}

	@Test
	void aWorkerThatIsNoLongerReadyIsListening() {
		startAndRun(1);
		worker(1).says(new Readiness(false));
		assertThat(states()).containsExactly(WorkerState.LISTENING);
		worker(1).says(new Readiness(true));
		assertThat(states()).containsExactly(WorkerState.READY);
	}

	@Test
	void aWorkerThatIsNotReadyYetStaysAsItIs() {
		start(1);
		worker(1).becomesOnline();
		worker(1).says(new Readiness(false));
		assertThat(states()).containsExactly(WorkerState.ONLINE);
	}

	@Test
	void aReadyWorkerThatBeginsToListenOnAnotherPortIsStillReady() {
		startAndRun(1);
		worker(1).says(new Listening());
		assertThat(states()).containsExactly(WorkerState.READY);
	}

	@Test
	void aDrainingWorkerDoesNotBecomeReadyAgain() {
		startAndRun(1);
		worker(1).says(new Draining());
		worker(1).says(new Readiness(false));
		worker(1).says(new Readiness(true));
		worker(1).says(new Listening());
		assertThat(states()).containsExactly(WorkerState.DRAINING);
	}

	@Test
	void aMessageThatOnlyThePrimarySendsIsIgnored() {
		startAndRun(1);
		worker(1).says(new Stop());
		assertThat(states()).containsExactly(WorkerState.READY);
		assertThat(worker(1).wasAskedToStop()).isFalse();
	}

	@Test
	void aCrashedWorkerIsReplacedAtOnceInItsSlotByANewId() {
		startAndRun(2);
		worker(1).isKilled();
		this.loop.run();
		assertThat(this.workers).hasSize(3);
		assertThat(worker(3).slot()).isZero();
		worker(2).isKilled();
		this.loop.run();
		assertThat(worker(4).slot()).isEqualTo(1);
		assertThat(this.workers).extracting(FakeWorker::id).containsExactly(1, 2, 3, 4);
	}

	@Test
	void aWorkerThatEndsByItselfAfterTheStartIsReplaced() {
		startAndRun(1);
		worker(1).exits(0);
		this.loop.run();
		assertThat(this.workers).hasSize(2);
		assertThat(this.supervisor.snapshot().state()).isEqualTo(ClusterState.RUNNING);
	}

	@Test
	void crashesInARowAreReplacedAfterDelaysThatDouble() {
		startAndRun(1);
		last().isKilled();
		this.loop.run();
		assertThat(this.workers).hasSize(2);
		for (long delay : new long[] { 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000 }) {
			int before = this.workers.size();
			last().isKilled();
			this.loop.advance(Duration.ofMillis(delay / 2).minus(INSTANT));
			assertThat(this.workers).as("half of %d ms are not over", delay).hasSize(before);
			this.loop.advance(Duration.ofMillis(delay - delay / 2).plus(INSTANT));
			assertThat(this.workers).as("%d ms are over", delay).hasSize(before + 1);
		}
	}

	@Test
	void slotsCountTheirCrashesApart() {
		startAndRun(2);
		worker(1).isKilled();
		this.loop.run();
		worker(2).isKilled();
		this.loop.run();
		assertThat(this.workers).hasSize(4);
	}

	@Test
	void aWorkerThatWasReadyLongEnoughIsReplacedAtOnceAgain() {
		startAndRun(1);
		last().isKilled();
		this.loop.run();
		last().becomesReady();
		this.loop.advance(Duration.ofSeconds(10));
		last().isKilled();
		this.loop.run();
		assertThat(this.workers).hasSize(3);
	}

	@Test
	void aWorkerThatWasReadyForTooShortATimeIsNotReplacedAtOnce() {
		startAndRun(1);
		last().isKilled();
		this.loop.run();
		this.loop.advance(Duration.ofMinutes(1));
		last().becomesReady();
		this.loop.advance(Duration.ofSeconds(10).minus(INSTANT));
		last().isKilled();
		this.loop.run();
		assertThat(this.workers).hasSize(2);
		this.loop.advance(Duration.ofSeconds(1));
		assertThat(this.workers).hasSize(3);
	}

	@Test
	void aWorkerKilledBySignalBeforeItWasReadyIsReplaced() {
		start(1);
		worker(1).becomesOnline();
		worker(1).isKilled();
		this.loop.run();
		assertThat(this.workers).hasSize(2);
		assertThat(this.supervisor.snapshot().state()).isEqualTo(ClusterState.STARTING);
		worker(2).becomesReady();
		assertThat(this.supervisor.started()).isCompleted();
	}

	@Test
	void aWorkerThatEndsByItselfBeforeItWasReadyFailsTheStart() {
		start(2);
		worker(2).becomesOnline();
		worker(1).becomesOnline();
		worker(1).exits(3);
		assertThat(startFailure()).hasMessage(
				"Worker 1 (slot 0, pid 1001) ended with exit code 3 before it was ready. Its own output above says why.");
		assertThat(this.supervisor.snapshot().state()).isEqualTo(ClusterState.FAILED);
		assertThat(worker(2).wasAskedToStop()).isTrue();
		assertThat(this.supervisor.ended()).isNotDone();
		worker(2).exits(0);
		this.loop.advance(Duration.ofMinutes(5));
		assertThat(this.supervisor.ended()).isCompleted();
		assertThat(this.workers).hasSize(2);
	}

	@Test
	void theOnlyWorkerThatEndsBeforeItWasReadyIsTheReportedCause() {
		start(1);
		worker(1).becomesOnline();
		worker(1).exits(3);
		assertThat(startFailure()).hasMessageContaining("ended with exit code 3 before it was ready");
		assertThat(this.supervisor.ended()).isCompleted();
	}

	@Test
	void theFirstOfSeveralFailuresIsTheReportedOne() {
		start(2);
		worker(1).exits(3);
		worker(2).exits(4);
		assertThat(startFailure()).hasMessageContaining("exit code 3");
	}

	@Test
	void aFailedClusterIsStoppedAfterAStop() {
		start(1);
		worker(1).exits(3);
		this.supervisor.stop();
		this.loop.run();
		assertThat(this.supervisor.snapshot().state()).isEqualTo(ClusterState.STOPPED);
	}

	@Test
	void aLaunchFailureAtTheStartFailsIt() {
		this.launchFailure = new IOException("no more processes");
		start(3);
		assertThat(startFailure()).hasMessage("Worker 1 (slot 0) cannot be started: no more processes")
			.hasCause(this.launchFailure);
		assertThat(this.supervisor.ended()).isCompleted();
	}

	@Test
	void afterALaunchFailureAtTheStartNothingMoreIsLaunched() {
		this.supervisor = supervisor(3, (launch, listener) -> {
			if (launch.slot() == 1) {
				throw new IOException("no more processes");
			}
			return launch(launch, listener);
		});
		this.supervisor.start();
		this.loop.run();
		assertThat(this.workers).extracting(FakeWorker::slot).containsExactly(0);
		assertThat(worker(1).signals()).containsExactly(Signal.SIGTERM);
		assertThat(this.supervisor.ended()).isNotDone();
		worker(1).exits(143);
		assertThat(this.supervisor.ended()).isCompleted();
	}

	@Test
	void aLaunchThatFailsLaterIsTriedAgainAfterDelaysThatDouble() {
		List<Duration> attempts = new ArrayList<>();
		this.supervisor = supervisor(1, (launch, listener) -> {
			if (this.launchFailure != null) {
				attempts.add(Duration.between(VirtualLoop.START, this.loop.now()));
				throw this.launchFailure;
			}
			return launch(launch, listener);
		});
		this.supervisor.start();
		this.loop.run();
		worker(1).becomesReady();
		// Longer than a worker must be ready for its crash to count as the first one.
		this.loop.advance(Duration.ofSeconds(60));
		this.launchFailure = new IOException("no more processes");
		worker(1).isKilled();
		this.loop.advance(Duration.ofSeconds(100));
		assertThat(attempts.get(0)).hasSeconds(60);
		assertThat(attempts.get(1).minus(attempts.get(0))).isBetween(Duration.ofMillis(500), Duration.ofMillis(1000));
		assertThat(attempts.get(2).minus(attempts.get(1))).isBetween(Duration.ofMillis(1000), Duration.ofMillis(2000));
		assertThat(attempts).hasSizeBetween(8, 15);
		assertThat(this.supervisor.snapshot().state()).isEqualTo(ClusterState.RUNNING);
		this.launchFailure = null;
		this.loop.advance(Duration.ofSeconds(20));
		assertThat(this.workers).hasSize(2);
		assertThat(last().id()).isEqualTo(2 + attempts.size());
	}

	@Test
	void stopAsksThenTerminatesThenKillsEachAtItsTime() {
		startAndRun(2);
		this.supervisor.stop();
		this.loop.run();
		assertThat(this.workers).allMatch(FakeWorker::wasAskedToStop);
		assertThat(states()).containsExactly(WorkerState.DRAINING, WorkerState.DRAINING);
		assertThat(this.supervisor.snapshot().state()).isEqualTo(ClusterState.STOPPING);
		worker(2).exits(0);
		this.loop.advance(STOP_TIMEOUT.minus(INSTANT));
		assertThat(worker(1).signals()).isEmpty();
		this.loop.advance(INSTANT);
		assertThat(worker(1).signals()).containsExactly(Signal.SIGTERM);
		this.loop.advance(KILL_TIMEOUT.minus(INSTANT));
		assertThat(worker(1).signals()).containsExactly(Signal.SIGTERM);
		this.loop.advance(INSTANT);
		assertThat(worker(1).signals()).containsExactly(Signal.SIGTERM, Signal.SIGKILL);
		assertThat(this.supervisor.ended()).isNotDone();
		worker(1).isKilled();
		assertThat(this.supervisor.ended()).isCompleted();
		assertThat(this.supervisor.snapshot().state()).isEqualTo(ClusterState.STOPPED);
		assertThat(worker(2).signals()).isEmpty();
		assertThat(this.loop.timers()).isZero();
	}

	@Test
	void aSecondStopChangesNothing() {
		startAndRun(1);
		this.supervisor.stop();
		this.loop.advance(Duration.ofSeconds(10));
		this.supervisor.stop();
		this.loop.run();
		assertThat(worker(1).received(Stop.class)).hasSize(1);
		this.loop.advance(STOP_TIMEOUT.minusSeconds(10));
		assertThat(worker(1).signals()).containsExactly(Signal.SIGTERM);
	}

	@Test
	void aWorkerThatHasNotReportedYetIsTerminatedAtOnce() {
		start(2);
		worker(2).becomesOnline();
		this.supervisor.stop();
		this.loop.run();
		assertThat(worker(1).wasAskedToStop()).isFalse();
		assertThat(worker(1).signals()).containsExactly(Signal.SIGTERM);
		assertThat(worker(2).wasAskedToStop()).isTrue();
		assertThat(worker(2).signals()).isEmpty();
		this.loop.advance(KILL_TIMEOUT);
		assertThat(worker(1).signals()).containsExactly(Signal.SIGTERM, Signal.SIGKILL);
	}

	@Test
	void aStopWhileStartingEndsTheStart() {
		start(1);
		this.supervisor.stop();
		this.loop.run();
		worker(1).exits(143);
		assertThat(this.supervisor.started()).isCancelled();
		assertThat(this.supervisor.snapshot().state()).isEqualTo(ClusterState.STOPPED);
	}

	@Test
	void aStopBeforeTheStartLeavesNothingToStart() {
		this.supervisor.stop();
		this.supervisor.start();
		this.loop.run();
		assertThat(this.workers).isEmpty();
		assertThat(this.supervisor.ended()).isCompleted();
	}

	@Test
	void aStopCancelsAPendingReplacement() {
		startAndRun(1);
		worker(1).isKilled();
		this.loop.run();
		worker(2).isKilled();
		assertThat(this.loop.timers()).isEqualTo(1);
		this.supervisor.stop();
		this.loop.run();
		assertThat(this.loop.timers()).isZero();
		assertThat(this.supervisor.ended()).isCompleted();
		assertThat(this.workers).hasSize(2);
	}

	@Test
	void aWorkerThatCrashesDuringTheStopIsNotReplaced() {
		startAndRun(2);
		this.supervisor.stop();
		this.loop.run();
		worker(1).isKilled();
		this.loop.advance(Duration.ofSeconds(20));
		assertThat(this.workers).hasSize(2);
		assertThat(this.supervisor.ended()).isNotDone();
	}

	@Test
	void aWorkerThatHasLostItsChannelAndLivesOnIsTerminatedAndReplaced() {
		startAndRun(1);
		worker(1).losesChannel();
		this.loop.advance(Duration.ofSeconds(1).minus(INSTANT));
		assertThat(worker(1).signals()).isEmpty();
		this.loop.advance(INSTANT);
		assertThat(worker(1).signals()).containsExactly(Signal.SIGTERM);
		this.loop.advance(KILL_TIMEOUT);
		assertThat(worker(1).signals()).containsExactly(Signal.SIGTERM, Signal.SIGKILL);
		worker(1).isKilled();
		this.loop.run();
		assertThat(this.workers).hasSize(2);
	}

	@Test
	void aWorkerThatHasLostItsChannelAndEndsIsNotSignalled() {
		startAndRun(1);
		worker(1).losesChannel();
		worker(1).exits(1);
		this.loop.advance(Duration.ofMinutes(1));
		assertThat(worker(1).signals()).isEmpty();
	}

	@Test
	void aStoppingWorkerThatLosesItsChannelKeepsItsTime() {
		startAndRun(1);
		this.supervisor.stop();
		this.loop.run();
		worker(1).losesChannel();
		this.loop.advance(STOP_TIMEOUT.minus(INSTANT));
		assertThat(worker(1).signals()).isEmpty();
		this.loop.advance(INSTANT);
		assertThat(worker(1).signals()).containsExactly(Signal.SIGTERM);
	}

	@Test
	void aStopDoesNotPutOffTheEndOfAWorkerThatIsBeingTerminated() {
		startAndRun(1);
		worker(1).losesChannel();
		this.loop.advance(Duration.ofSeconds(1));
		this.loop.advance(KILL_TIMEOUT.minus(INSTANT));
		this.supervisor.stop();
		this.loop.run();
		assertThat(worker(1).signals()).containsExactly(Signal.SIGTERM);
		this.loop.advance(INSTANT);
		assertThat(worker(1).signals()).containsExactly(Signal.SIGTERM, Signal.SIGKILL);
	}

	@Test
	void aWorkerThatWasUnreadyForAMomentHasBeenReadySinceTheFirstTime() {
		startAndRun(1);
		last().isKilled();
		this.loop.run();
		last().becomesReady();
		this.loop.advance(Duration.ofSeconds(9));
		last().says(new Readiness(false));
		last().says(new Readiness(true));
		this.loop.advance(Duration.ofSeconds(1));
		last().isKilled();
		this.loop.run();
		assertThat(this.workers).hasSize(3);
	}

	@Test
	void connectionsAreRefusedAsSoonAsTheLastWorkerHasClosedItsSocket() throws IOException {
		startAndRun(1);
		Fd socket = listen(worker(1), 0, 0);
		int port = Sockets.localPort(socket);
		socket.close();
		new Socket(LOOPBACK, port).close();
		this.supervisor.stop();
		this.loop.run();
		assertThatIOException().isThrownBy(() -> new Socket(LOOPBACK, port).close());
	}

	@Test
	void anExitIsReportedOnce() {
		startAndRun(1);
		worker(1).isKilled();
		this.loop.run();
		assertThat(this.happened).filteredOn("1 EXITED"::equals).hasSize(1);
	}

	@Test
	void theSecondRequestForTheSameParametersGetsTheSameSocket() throws IOException {
		start(2);
		this.workers.forEach(FakeWorker::becomesOnline);
		int port = Sockets.localPort(listen(worker(1), 0, 0));
		assertThat(Sockets.localPort(listen(worker(2), 0, 0))).isEqualTo(port);
		assertThat(this.supervisor.snapshot().listeners()).containsExactly(new ListenerInfo("127.0.0.1", port));
		assertThat(Sockets.localPort(listen(worker(1), 0, 1))).isNotEqualTo(port);
	}

	@Test
	void aPortInUseFailsTheStartAndTheWorkersAreToldThatTheClusterEnds() throws IOException {
		start(2);
		this.workers.forEach(FakeWorker::becomesOnline);
		try (ServerSocket other = new ServerSocket()) {
			other.bind(new InetSocketAddress(LOOPBACK, 0));
			int port = other.getLocalPort();
			this.workers.forEach((worker) -> worker.asks(request(port, 0)));
			assertThat(startFailure()).isInstanceOfSatisfying(ListenException.class, (ex) -> {
				assertThat(ex.isPortInUse()).isTrue();
				assertThat(ex.getPort()).isEqualTo(port);
			});
		}
		assertThat(this.workers).allSatisfy((worker) -> {
			assertThat(worker.received(ListenReply.class))
				.containsExactly(new ListenReply(Outcome.CLUSTER_ENDING, null, null));
			assertThat(worker.wasAskedToStop()).isTrue();
		});
		this.workers.forEach((worker) -> worker.exits(1));
		assertThat(startFailure()).isInstanceOf(ListenException.class);
		assertThat(this.supervisor.ended()).isCompleted();
	}

	@Test
	void aPortInUseAfterTheStartIsTheAnswerToItsRequest() throws IOException {
		startAndRun(1);
		try (ServerSocket other = new ServerSocket()) {
			other.bind(new InetSocketAddress(LOOPBACK, 0));
			worker(1).asks(request(other.getLocalPort(), 0));
		}
		assertThat(worker(1).received(ListenReply.class)).singleElement()
			.extracting(ListenReply::outcome)
			.isEqualTo(Outcome.ADDRESS_IN_USE);
		assertThat(this.supervisor.snapshot().state()).isEqualTo(ClusterState.RUNNING);
	}

	@Test
	void aSocketThatIsNotVitalFailsItsRequestOnlyAlsoDuringTheStart() throws IOException {
		start(1);
		worker(1).becomesOnline();
		try (ServerSocket other = new ServerSocket()) {
			other.bind(new InetSocketAddress(LOOPBACK, 0));
			worker(1).asks(new Listen(tcp(other.getLocalPort(), 0), false));
		}
		worker(1).asks(new Listen(new SocketRequest.Inherited(1 << 20, false), true));
		assertThat(worker(1).received(ListenReply.class)).extracting(ListenReply::outcome)
			.containsExactly(Outcome.ADDRESS_IN_USE, Outcome.FAILED);
		assertThat(this.supervisor.started()).isNotDone();
	}

	@Test
	void aSocketThatTheLastWorkerClosesIsClosed() throws IOException {
		startAndRun(2);
		int port = Sockets.localPort(listen(worker(1), 0, 0));
		listen(worker(2), 0, 0);
		worker(1).says(new Closed(tcp(0, 0)));
		assertThat(this.supervisor.snapshot().listeners()).containsExactly(new ListenerInfo("127.0.0.1", port));
		worker(1).says(new Closed(tcp(0, 0)));
		assertThat(this.supervisor.snapshot().listeners()).hasSize(1);
		worker(2).says(new Closed(tcp(0, 0)));
		assertThat(this.supervisor.snapshot().listeners()).isEmpty();
	}

	@Test
	void aSocketIsKeptWhenItsWorkerCrashesOrDrains() throws IOException {
		startAndRun(1);
		int port = Sockets.localPort(listen(worker(1), 0, 0));
		worker(1).says(new Draining());
		worker(1).says(new Closed(tcp(0, 0)));
		assertThat(this.supervisor.snapshot().listeners()).hasSize(1);
		worker(1).isKilled();
		this.loop.run();
		worker(2).becomesReady();
		assertThat(Sockets.localPort(listen(worker(2), 0, 0))).isEqualTo(port);
		worker(2).says(new Closed(tcp(0, 0)));
		assertThat(this.supervisor.snapshot().listeners()).isEmpty();
	}

	@Test
	void aSocketIsKeptWhenTheStartOfItsLastWorkerFails() throws IOException {
		startAndRun(1);
		int port = Sockets.localPort(listen(worker(1), 0, 0));
		worker(1).isKilled();
		this.loop.run();
		worker(2).becomesOnline();
		assertThat(Sockets.localPort(listen(worker(2), 0, 0))).isEqualTo(port);
		worker(2).says(new Listening());
		worker(2).says(new Closed(tcp(0, 0)));
		worker(2).exits(1);
		this.loop.run();
		assertThat(this.supervisor.snapshot().listeners()).hasSize(1);
		this.loop.advance(Duration.ofMinutes(1));
		worker(3).becomesReady();
		assertThat(Sockets.localPort(listen(worker(3), 0, 0))).isEqualTo(port);
		worker(3).says(new Closed(tcp(0, 0)));
		assertThat(this.supervisor.snapshot().listeners()).isEmpty();
	}

	@Test
	void aSocketThatAWorkerClosesBeforeItIsReadyIsClosedAsSoonAsItIs() throws IOException {
		startAndRun(1);
		worker(1).isKilled();
		this.loop.run();
		worker(2).becomesOnline();
		listen(worker(2), 0, 0);
		listen(worker(2), 0, 1);
		worker(2).says(new Closed(tcp(0, 1)));
		assertThat(this.supervisor.snapshot().listeners()).hasSize(2);
		worker(2).says(new Readiness(true));
		assertThat(this.supervisor.snapshot().listeners()).hasSize(1);
	}

	@Test
	void noSocketIsOpenedWhileTheClusterEnds() {
		startAndRun(1);
		this.supervisor.stop();
		this.loop.run();
		worker(1).asks(request(0, 0));
		assertThat(worker(1).received(ListenReply.class))
			.containsExactly(new ListenReply(Outcome.CLUSTER_ENDING, null, null));
		assertThat(this.supervisor.snapshot().listeners()).isEmpty();
	}

	@Test
	void aRequestThatIsNotExpectedIsRefused() {
		startAndRun(1);
		assertThatIllegalArgumentException().isThrownBy(() -> worker(1).asks(new Draining()))
			.withMessage("Worker 1 (slot 0, pid 1001) has sent a message that is not expected from a worker: Draining");
	}

	@Test
	void everyWorkerWithAChannelIsToldOfEveryChange() {
		start(3);
		worker(1).becomesOnline();
		worker(2).becomesReady();
		Changed last = last(worker(1));
		assertThat(last.snapshot()).isEqualTo(this.supervisor.snapshot());
		assertThat(last.snapshot().workers()).extracting(WorkerInfo::state)
			.containsExactly(WorkerState.ONLINE, WorkerState.READY, WorkerState.STARTING);
		assertThat(worker(3).received(Changed.class)).isEmpty();
	}

	@Test
	void aWorkerLearnsOfTheClusterAsSoonAsItIsOnline() {
		start(1);
		worker(1).becomesOnline();
		assertThat(last(worker(1)).snapshot().workers()).extracting(WorkerInfo::state)
			.containsExactly(WorkerState.ONLINE);
	}

	@Test
	void theSnapshotShowsWhatBecameOfASlot() {
		startAndRun(2);
		this.loop.advance(Duration.ofSeconds(5));
		worker(1).isKilled();
		assertThat(this.supervisor.snapshot().workers().get(0)).isEqualTo(new WorkerInfo(0, 1, 1001, WorkerState.EXITED,
				VirtualLoop.START, 0, "killed by SIGKILL", null, 1, WorkerReason.CRASH));
		this.loop.run();
		assertThat(this.supervisor.snapshot().workers().get(0))
			.isEqualTo(new WorkerInfo(0, 3, 1003, WorkerState.STARTING, VirtualLoop.START.plusSeconds(5), 1,
					"killed by SIGKILL", null, 1, WorkerReason.CRASH));
		ClusterSnapshot snapshot = this.supervisor.snapshot();
		assertThat(snapshot.size()).isEqualTo(2);
		assertThat(snapshot.ready()).isEqualTo(1);
		assertThat(snapshot.pid()).isEqualTo(ProcessHandle.current().pid());
		assertThat(snapshot.startedAt()).isEqualTo(VirtualLoop.START);
		assertThat(snapshot.listeners()).isEmpty();
	}

	private Supervisor supervisor(int size) {
		return supervisor(size, this::launch);
	}

	private Supervisor supervisor(int size, WorkerProcess.Launcher launcher) {
		ClusterSettings settings = new ClusterSettings(size, STOP_TIMEOUT, KILL_TIMEOUT,
				new ClusterSettings.Restart(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(10)),
				null);
		LeaderSettings leaderSettings = new LeaderSettings(Duration.ofSeconds(10), Duration.ZERO);
		return new Supervisor(settings, leaderSettings, this.loop, launcher, new ClusterListener() {

			@Override
			public void workerChanged(WorkerInfo worker) {
				SupervisorTests.this.happened.add(worker.id() + " " + worker.state());
			}

			@Override
			public void happened(WorkerView worker, WorkerEvent event) {
				SupervisorTests.this.events.add(worker.id() + " " + event.getClass().getSimpleName());
			}

			@Override
			public void ready(ClusterSnapshot snapshot) {
				SupervisorTests.this.happened.add("cluster ready");
			}

		});
	}

	private WorkerProcess launch(WorkerLaunch launch, WorkerProcess.Listener listener) throws IOException {
		if (this.launchFailure != null) {
			throw this.launchFailure;
		}
		FakeWorker worker = new FakeWorker(launch, listener);
		this.workers.add(worker);
		this.environments.add(launch.environment());
		return worker;
	}

	private void start(int size) {
		this.supervisor = supervisor(size);
		this.supervisor.start();
		this.loop.run();
	}

	private void startAndRun(int size) {
		start(size);
		List.copyOf(this.workers).forEach(FakeWorker::becomesReady);
		assertThat(this.supervisor.snapshot().state()).isEqualTo(ClusterState.RUNNING);
	}

	private FakeWorker worker(int id) {
		return this.workers.stream().filter((worker) -> worker.id() == id).findAny().orElseThrow();
	}

	private FakeWorker last() {
		return this.workers.get(this.workers.size() - 1);
	}

	private static Changed last(FakeWorker worker) {
		List<Changed> messages = worker.received(Changed.class);
		return messages.get(messages.size() - 1);
	}

	private List<WorkerState> states() {
		return this.supervisor.snapshot().workers().stream().map(WorkerInfo::state).toList();
	}

	private static Fd listen(FakeWorker worker, int port, int index) {
		worker.asks(request(port, index));
		List<ListenReply> replies = worker.received(ListenReply.class);
		ListenReply reply = replies.get(replies.size() - 1);
		assertThat(reply.outcome()).isEqualTo(Outcome.LISTENING);
		Fd socket = reply.socket();
		assertThat(socket).isNotNull();
		return socket;
	}

	private static Listen request(int port, int index) {
		return new Listen(tcp(port, index), true);
	}

	private static SocketRequest tcp(int port, int index) {
		return new SocketRequest.Tcp(LOOPBACK, port, index, InternetProtocol.IPV4, 10);
	}

	private Throwable startFailure() {
		return catchThrowableOfType(CompletionException.class, () -> this.supervisor.started().join()).getCause();
	}

}
