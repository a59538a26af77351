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

import io.forkit.posix.Signal;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterStop} and {@link StopSignals}.
 */
class ClusterStopTests {

	private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration DELAY = Duration.ofSeconds(10);

	private static final Duration INSTANT = Duration.ofMillis(1);

	private final VirtualLoop loop = new VirtualLoop();

	private final FakeWorkers workers = new FakeWorkers();

	private final List<String> heard = new ArrayList<>();

	private int exits;

	private ClusterStop stop = stop(Duration.ZERO);

	private StopSignals signals = signals();

	@Test
	void stopWithoutDelayBeginsAtOnce() {
		assertThat(this.stop.begin()).isNotDone();
		assertThat(this.workers.happened).containsExactly("stop");
	}

	@Test
	void workersHearOfAStopBeforeItComes() {
		delayed();
		this.stop.begin();
		this.loop.advance(DELAY.minus(INSTANT));
		assertThat(this.workers.happened).isEmpty();
		assertThat(this.heard).containsExactly("[true]");
		this.loop.advance(INSTANT);
		assertThat(this.workers.happened).containsExactly("stop");
	}

	@Test
	void workersThatAskLaterAreAnswered() {
		StopNotice notice = new StopNotice();
		ControlTopic.Session session = notice.open(this::hear);
		session.received(List.of(), (answer) -> this.heard.add("answer " + answer));
		notice.give();
		session.received(List.of(), (answer) -> this.heard.add("answer " + answer));
		session.ended();
		notice.give();
		assertThat(this.heard).containsExactly("answer [false]", "[true]", "answer [true]");
	}

	@Test
	void clusterThatDoesNotServeStopsWithoutDelay() {
		delayed();
		this.workers.serving = false;
		this.stop.begin();
		assertThat(this.workers.happened).containsExactly("stop");
	}

	@Test
	void hurryingEndsTheDelay() {
		delayed();
		this.stop.begin();
		this.stop.hurry();
		this.loop.run();
		assertThat(this.workers.happened).containsExactly("stop", "SIGTERM");
		this.loop.advance(DELAY);
		assertThat(this.workers.happened).containsExactly("stop", "SIGTERM", "SIGKILL");
	}

	@Test
	void hurryingBeforeTheStopStopsWithoutDelay() {
		delayed();
		this.stop.hurry();
		this.stop.begin();
		this.loop.run();
		assertThat(this.workers.happened).containsExactly("stop", "SIGTERM");
	}

	@Test
	void firstSignalEndsTheJvmAndTheOthersHurry() {
		this.signals.received(Signal.SIGTERM, this::exit);
		assertThat(this.exits).isOne();
		this.stop.begin();
		later();
		this.signals.received(Signal.SIGTERM, this::exit);
		this.loop.run();
		assertThat(this.workers.happened).containsExactly("stop", "SIGTERM");
		this.loop.advance(KILL_TIMEOUT.minus(StopSignals.SAME).minus(INSTANT));
		assertThat(this.workers.happened).containsExactly("stop", "SIGTERM");
		later();
		this.signals.received(Signal.SIGINT, this::exit);
		this.loop.run();
		assertThat(this.workers.happened).containsSubsequence("stop", "SIGTERM", "SIGKILL");
		assertThat(this.exits).isOne();
	}

	@Test
	void thirdSignalKillsAtOnce() {
		this.stop.begin();
		this.stop.hurry();
		this.stop.hurry();
		this.loop.run();
		assertThat(this.workers.happened).containsExactly("stop", "SIGTERM", "SIGKILL");
	}

	@Test
	void signalThatComesTwiceInAMomentIsOne() {
		this.signals.received(Signal.SIGINT, this::exit);
		this.stop.begin();
		this.loop.advance(StopSignals.SAME.minus(INSTANT));
		this.signals.received(Signal.SIGTERM, this::exit);
		this.loop.run();
		assertThat(this.workers.happened).containsExactly("stop");
		assertThat(this.exits).isOne();
	}

	@Test
	void signalDuringAStopOfAnotherCauseHurries() {
		this.stop.begin();
		this.signals.received(Signal.SIGTERM, this::exit);
		this.loop.run();
		assertThat(this.workers.happened).containsExactly("stop", "SIGTERM");
		assertThat(this.exits).isZero();
	}

	private void exit() {
		this.exits++;
	}

	private void later() {
		this.loop.advance(StopSignals.SAME);
	}

	private void delayed() {
		this.stop = stop(DELAY);
		this.signals = signals();
	}

	private ClusterStop stop(Duration delay) {
		StopNotice notice = new StopNotice();
		notice.open(this::hear);
		return new ClusterStop(this.workers, this.loop, notice, delay, KILL_TIMEOUT);
	}

	private StopSignals signals() {
		return new StopSignals(this.stop, () -> Duration.between(VirtualLoop.START, this.loop.now()).toNanos());
	}

	private CompletableFuture<Void> hear(List<?> value) {
		this.heard.add(value.toString());
		return CompletableFuture.completedFuture(null);
	}

	private static final class FakeWorkers implements ClusterStop.Workers {

		private final List<String> happened = new ArrayList<>();

		private final CompletableFuture<Void> ended = new CompletableFuture<>();

		private boolean serving = true;

		@Override
		public boolean areServing() {
			return this.serving;
		}

		@Override
		public void stop() {
			this.happened.add("stop");
		}

		@Override
		public void signal(Signal signal) {
			this.happened.add(signal.name());
		}

		@Override
		public CompletableFuture<Void> ended() {
			return this.ended;
		}

	}

}
