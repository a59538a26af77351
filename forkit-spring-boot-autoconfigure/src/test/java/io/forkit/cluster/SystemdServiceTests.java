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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.systemd.ServiceNotifier;
import io.forkit.cluster.systemd.SystemdEnvironment;
import io.forkit.cluster.systemd.SystemdSettings;
import io.forkit.posix.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SystemdService} and {@link ServiceNotifier}.
 */
@EnabledOnOs(OS.LINUX)
class SystemdServiceTests {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

	private final VirtualLoop loop = new VirtualLoop();

	private NotifySocket systemd;

	private ServiceNotifier notifier;

	@BeforeEach
	void open() throws IOException {
		this.systemd = new NotifySocket();
		this.notifier = new ServiceNotifier(this.systemd.address(), this.loop::schedule);
	}

	@AfterEach
	void close() {
		this.notifier.close();
		this.systemd.close();
	}

	@Test
	void readyIsSaidWhenTheClusterIs() throws IOException {
		SystemdService service = service(null);
		service.changed(snapshot(ClusterState.STARTING, WorkerState.STARTING, WorkerState.STARTING));
		service.changed(snapshot(ClusterState.STARTING, WorkerState.READY, WorkerState.STARTING));
		service.changed(snapshot(ClusterState.STARTING, WorkerState.READY, WorkerState.ONLINE));
		service.ready(snapshot(ClusterState.RUNNING, WorkerState.READY, WorkerState.READY));
		service.changed(snapshot(ClusterState.RUNNING, WorkerState.READY, WorkerState.EXITED));
		assertThat(this.systemd.messages()).containsExactly("STATUS=Starting: 0 of 2 workers ready",
				"STATUS=Starting: 1 of 2 workers ready", "READY=1\nSTATUS=2 of 2 workers ready",
				"STATUS=1 of 2 workers ready");
	}

	@Test
	void stopIsSaidWithItsLimit() throws IOException {
		SystemdService service = service(null);
		service.ready(snapshot(ClusterState.RUNNING, WorkerState.READY, WorkerState.READY));
		this.systemd.messages();
		service.stopping(Duration.ofSeconds(45));
		this.loop.run();
		service.changed(snapshot(ClusterState.STOPPING, WorkerState.DRAINING, WorkerState.EXITED));
		assertThat(this.systemd.messages()).containsExactly("STOPPING=1\nEXTEND_TIMEOUT_USEC=45000000\nSTATUS=Stopping",
				"STATUS=Stopping: 1 worker is left");
	}

	@Test
	void reloadIsSaidWithTheTime() throws IOException {
		SystemdService service = service(null);
		service.ready(snapshot(ClusterState.RUNNING, WorkerState.READY, WorkerState.READY));
		this.systemd.messages();
		long before = MonotonicClock.micros();
		service.reloading();
		this.loop.run();
		long after = MonotonicClock.micros();
		service.changed(snapshot(ClusterState.RUNNING, WorkerState.READY, WorkerState.STARTING));
		service.reloaded(outcome(ReloadOutcome.Result.ROLLED_BACK, "worker 3 has crashed\nmore"));
		this.loop.run();
		List<String> messages = this.systemd.messages();
		assertThat(messages).hasSize(3);
		assertThat(messages.get(0)).startsWith("RELOADING=1\nMONOTONIC_USEC=");
		assertThat(Long.parseLong(messages.get(0).substring("RELOADING=1\nMONOTONIC_USEC=".length()))).isBetween(before,
				after);
		assertThat(messages.subList(1, 3)).containsExactly("STATUS=Reloading: 1 of 2 workers ready",
				"READY=1\nSTATUS=Reload ROLLED_BACK: worker 3 has crashed");
	}

	@Test
	void reloadThatIsRefusedMeanwhileEndsNothing() throws IOException {
		SystemdService service = service(null);
		service.ready(snapshot(ClusterState.RUNNING, WorkerState.READY, WorkerState.READY));
		this.systemd.messages();
		service.reloading();
		service.reloading();
		service.reloaded(outcome(ReloadOutcome.Result.REFUSED, "another one is running"));
		this.loop.run();
		assertThat(this.systemd.messages()).hasSize(2).allMatch((message) -> message.startsWith("RELOADING=1"));
		service.reloaded(outcome(ReloadOutcome.Result.COMPLETED, null));
		this.loop.run();
		assertThat(this.systemd.messages()).containsExactly("READY=1\nSTATUS=Reloaded, generation 2");
	}

	@Test
	void reloadThatIsRefusedDuringTheStartDoesNotSayReady() throws IOException {
		SystemdService service = service(null);
		service.reloading();
		service.reloaded(outcome(ReloadOutcome.Result.REFUSED, "The cluster is still starting"));
		this.loop.run();
		assertThat(this.systemd.messages()).isEmpty();
	}

	private static ReloadOutcome outcome(ReloadOutcome.Result result, @Nullable String reason) {
		return new ReloadOutcome(result, reason, 2, Instant.EPOCH, Duration.ofSeconds(1), List.of());
	}

	@Test
	void moreTimeIsAskedForUntilTheStartHasTakenTooLong() throws IOException {
		SystemdService service = service(null);
		service.starting();
		this.loop.advance(START_TIMEOUT.multipliedBy(3));
		assertThat(this.systemd.messages()).containsOnly("EXTEND_TIMEOUT_USEC=30000000").hasSize(6);
		assertThat(this.loop.timers()).isZero();
	}

	@Test
	void noMoreTimeIsAskedForWhenTheClusterIsReady() throws IOException {
		SystemdService service = service(null);
		service.starting();
		this.loop.run();
		service.ready(snapshot(ClusterState.RUNNING, WorkerState.READY, WorkerState.READY));
		this.loop.advance(START_TIMEOUT);
		assertThat(this.systemd.messages()).filteredOn((message) -> message.startsWith("EXTEND")).hasSize(1);
	}

	@Test
	void signsOfLifeComeFromTheLoopTwiceInTheInterval() throws IOException {
		SystemdService service = service(Duration.ofSeconds(4));
		service.starting();
		this.loop.run();
		service.ready(snapshot(ClusterState.RUNNING, WorkerState.READY, WorkerState.READY));
		this.systemd.messages();
		this.loop.advance(Duration.ofSeconds(20));
		assertThat(this.systemd.messages()).containsOnly("WATCHDOG=1").hasSize(10);
	}

	@Test
	void signsOfLifeGoOnWhateverGoesWrongOnce() throws IOException {
		for (int i = 0; i < 900; i++) {
			this.notifier.send("STATUS=" + i);
		}
		AtomicInteger failures = new AtomicInteger(2);
		try (ServiceNotifier failing = new ServiceNotifier(this.systemd.address(), (delay, task) -> {
			if (failures.getAndDecrement() > 0) {
				throw new OutOfMemoryError("Java heap space");
			}
			this.loop.schedule(delay, task);
		})) {
			SystemdEnvironment environment = new SystemdEnvironment(this.systemd.address(), Duration.ofSeconds(4), 0,
					List.of(), 0);
			SystemdService service = new SystemdService(environment, List.of(),
					new SystemdSettings(null, null, START_TIMEOUT), this.loop, failing);
			service.starting();
			for (int i = 0; i < 2; i++) {
				assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this.loop::run);
			}
			this.notifier.close();
			this.systemd.messages();
			List<String> later = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				this.loop.advance(Duration.ofSeconds(4));
				later.addAll(this.systemd.messages());
			}
			assertThat(later).filteredOn("WATCHDOG=1"::equals).hasSizeGreaterThanOrEqualTo(10);
			assertThat(later).filteredOn("EXTEND_TIMEOUT_USEC=30000000"::equals).hasSizeGreaterThanOrEqualTo(2);
		}
	}

	@Test
	void whatSystemdDoesNotTakeAtOnceIsSentLater() throws IOException {
		List<String> sent = new ArrayList<>();
		for (int i = 0; i < 900; i++) {
			sent.add("STATUS=" + i);
			this.notifier.send("STATUS=" + i);
		}
		List<String> received = new ArrayList<>(this.systemd.messages());
		assertThat(received).hasSizeLessThan(900);
		while (received.size() < 900) {
			this.loop.advance(Duration.ofMillis(100));
			List<String> more = this.systemd.messages();
			assertThat(more).isNotEmpty();
			received.addAll(more);
		}
		assertThat(received).isEqualTo(sent);
	}

	@Test
	void withoutReceiverNothingBreaks() throws IOException {
		this.systemd.close();
		this.notifier.send("READY=1");
		this.notifier.send("READY=1");
		assertThat(this.loop.timers()).isZero();
	}

	@Test
	void withoutSystemdNothingHappens() throws IOException {
		SystemdService service = SystemdService.of(new SystemdSettings(false, null, START_TIMEOUT), this.loop);
		service.starting();
		service.ready(snapshot(ClusterState.RUNNING, WorkerState.READY, WorkerState.READY));
		service.stopping(START_TIMEOUT);
		this.loop.run();
		assertThat(this.loop.timers()).isZero();
		assertThat(service.sockets()).isSameAs(SocketKeeper.NONE);
	}

	private SystemdService service(@Nullable Duration watchdog) {
		SystemdEnvironment environment = new SystemdEnvironment(this.systemd.address(), watchdog, 0, List.of(), 0);
		return new SystemdService(environment, List.of(), new SystemdSettings(null, null, START_TIMEOUT), this.loop,
				this.notifier);
	}

	private static ClusterSnapshot snapshot(ClusterState state, WorkerState first, WorkerState second) {
		return new ClusterSnapshot(state, 1, Instant.EPOCH, 2, List.of(), List.of(worker(0, first), worker(1, second)),
				null);
	}

	private static WorkerInfo worker(int slot, WorkerState state) {
		return new WorkerInfo(slot, slot + 1, 100 + slot, state, Instant.EPOCH, 0, null);
	}

}
