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

package io.forkit.cluster.restart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link SlidingWindow}, against the documented rules of OTP and of systemd.
 */
class SlidingWindowTests {

	@Test
	void aLimitMayBeAsLargeAsANumberCanBe() {
		SlidingWindow window = new SlidingWindow();
		for (int i = 0; i < 3; i++) {
			assertThat(window.add(Duration.ofSeconds(i), Integer.MAX_VALUE, Duration.ofSeconds(1))).isFalse();
		}
	}

	/**
	 * The manual of OTP's supervisor: "Assuming the values MaxR for intensity and MaxT
	 * for period, then, if more than MaxR restarts occur within MaxT seconds, the
	 * supervisor terminates all child processes and then itself. intensity defaults to 1
	 * and period defaults to 5." Its design principles add for "Tuning the intensity and
	 * period" that a burst of that many is let pass whenever it comes. In its code,
	 * {@code Now =< Then + Period}, a restart that is exactly as old as the period
	 * counts.
	 */
	static Stream<Arguments> otp() {
		return Stream.of(argumentSet("one restart is let pass", 1, 5.0, List.of(0.0), -1),
				argumentSet("a second one within 5 s is one too many", 1, 5.0, List.of(0.0, 4.9), 1),
				argumentSet("so is one after exactly 5 s", 1, 5.0, List.of(0.0, 5.0), 1),
				argumentSet("later it is not", 1, 5.0, List.of(0.0, 5.001, 10.002, 15.003), -1),
				argumentSet("no restart at all", 0, 5.0, List.of(100.0), 0),
				argumentSet("a burst of MaxR is let pass", 10, 3600.0,
						List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0), -1),
				argumentSet("one more is not, also an hour later", 10, 3600.0,
						List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 3600.0), 10),
				argumentSet("the window slides: no period begins anew", 3, 10.0, List.of(0.0, 8.0, 9.0, 11.0, 12.0), 4),
				argumentSet("what is too old does not count", 3, 10.0, List.of(0.0, 1.0, 2.0, 12.5, 13.0, 14.0), -1));
	}

	@ParameterizedTest
	@MethodSource("otp")
	void moreThanMaxRWithinMaxTAreTooMany(int intensity, double period, List<Double> restarts, int tooMany) {
		SlidingWindow window = new SlidingWindow();
		for (int i = 0; i < restarts.size(); i++) {
			boolean over = window.add(seconds(restarts.get(i)), intensity, seconds(period));
			assertThat(over).as("restart %d at %s s", i, restarts.get(i)).isEqualTo(i == tooMany);
			if (over) {
				return;
			}
		}
	}

	/** OTP's own arithmetic, which keeps the list of all restarts in the period. */
	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 5, 20 })
	void everySequenceIsJudgedAsByOtp(int intensity) {
		Random random = new Random(intensity);
		for (int run = 0; run < 200; run++) {
			Duration period = Duration.ofSeconds(1 + random.nextInt(30));
			SlidingWindow window = new SlidingWindow();
			List<Duration> all = new ArrayList<>();
			Duration now = Duration.ofNanos(random.nextLong());
			for (int i = 0; i < 100; i++) {
				now = now.plusSeconds(random.nextInt(10));
				all.add(now);
				Duration present = now;
				all.removeIf((then) -> present.compareTo(then.plus(period)) > 0);
				assertThat(window.add(now, intensity, period)).isEqualTo(all.size() > intensity);
			}
		}
	}

	/**
	 * systemd.unit(5): "Units which are started more than burst times within an interval
	 * time span are not permitted to start any more"; StartLimitBurst=5,
	 * StartLimitIntervalSec=10s. The first start counts there, so five starts are four
	 * restarts. Its interval begins with a start and then anew, so that a burst over the
	 * border of two passes; here none does.
	 */
	@Test
	void whatSystemdStopsIsStoppedNoLater() {
		Random random = new Random(5);
		int stricter = 0;
		for (int run = 0; run < 2000; run++) {
			RateLimitOfSystemd systemd = new RateLimitOfSystemd(5, Duration.ofSeconds(10));
			SlidingWindow window = new SlidingWindow();
			Duration now = Duration.ofHours(1);
			int stoppedBySystemd = -1;
			int stoppedHere = -1;
			for (int start = 0; start < 60 && (stoppedBySystemd < 0 || stoppedHere < 0); start++) {
				if (stoppedHere < 0 && window.add(now, 5, Duration.ofSeconds(10))) {
					stoppedHere = start;
				}
				if (stoppedBySystemd < 0 && !systemd.isBelow(now)) {
					stoppedBySystemd = start;
				}
				now = now.plusMillis(random.nextInt(5000));
			}
			if (stoppedBySystemd >= 0) {
				assertThat(stoppedHere).isBetween(0, stoppedBySystemd);
				stricter += (stoppedHere < stoppedBySystemd) ? 1 : 0;
			}
		}
		assertThat(stricter).isPositive();
	}

	@Test
	void theSixthStartWithinTenSecondsIsRefusedAsBySystemd() {
		RateLimitOfSystemd systemd = new RateLimitOfSystemd(5, Duration.ofSeconds(10));
		SlidingWindow window = new SlidingWindow();
		for (int start = 1; start <= 6; start++) {
			Duration now = Duration.ofSeconds(start);
			assertThat(window.add(now, 5, Duration.ofSeconds(10))).as("start %d", start).isEqualTo(start == 6);
			assertThat(systemd.isBelow(now)).as("start %d", start).isEqualTo(start < 6);
		}
	}

	@Test
	void aNegativeLimitIsNone() {
		SlidingWindow window = new SlidingWindow();
		for (int i = 0; i < 1000; i++) {
			assertThat(window.add(Duration.ZERO, -1, Duration.ofDays(1))).isFalse();
		}
	}

	private static Duration seconds(double seconds) {
		return Duration.ofMillis(Math.round(seconds * 1000));
	}

	/** As {@code ratelimit_below} of systemd. */
	private static final class RateLimitOfSystemd {

		private final int burst;

		private final Duration interval;

		private Duration begin = Duration.ZERO;

		private int number;

		RateLimitOfSystemd(int burst, Duration interval) {
			this.burst = burst;
			this.interval = interval;
		}

		boolean isBelow(Duration now) {
			if (this.number == 0 || now.minus(this.begin).compareTo(this.interval) > 0) {
				this.begin = now;
				this.number = 0;
			}
			return ++this.number <= this.burst;
		}

	}

}
