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

package io.forkit.cluster.watch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProbeRecord}.
 */
class ProbeRecordTests {

	private static final ProbeResult GOOD = new ProbeResult(ProbeResult.Outcome.ANSWERED, 200, Duration.ofMillis(5),
			"");

	private static final ProbeResult BAD = new ProbeResult(ProbeResult.Outcome.ANSWERED, 500, Duration.ofMillis(5), "");

	private static final ProbeResult LATE = new ProbeResult(ProbeResult.Outcome.TIMED_OUT, 0, Duration.ofSeconds(2),
			"");

	private final ProbeTotals totals = new ProbeTotals();

	private final ProbeRecord record = new ProbeRecord(
			new HealthSettings.Probe("/live", Duration.ofSeconds(10), Duration.ofSeconds(2), 200, 399, 3), this.totals);

	@Test
	void oneRequestAtATimeEachInterval() {
		assertThat(this.record.isDue(TimeUnit.SECONDS.toNanos(9))).isFalse();
		assertThat(this.record.isDue(TimeUnit.SECONDS.toNanos(1))).isTrue();
		assertThat(this.record.isDue(TimeUnit.SECONDS.toNanos(100))).isFalse();
		this.record.ended(GOOD);
		assertThat(this.record.isDue(TimeUnit.SECONDS.toNanos(1))).isTrue();
	}

	@Test
	void soManyFailuresInARowCount() {
		this.record.ended(GOOD);
		this.record.ended(LATE);
		this.record.ended(LATE);
		assertThat(this.record.unanswered()).isEmpty();
		this.record.ended(LATE);
		assertThat(this.record.unanswered())
			.isEqualTo("GET /live was not answered within 2000 ms, the last of 3 in a row");
		this.record.ended(GOOD);
		assertThat(this.record.unanswered()).isEmpty();
	}

	@Test
	void aPathThatNobodyHasAnsweredWellIsWrong() {
		for (int i = 0; i < 10; i++) {
			assertThat(this.record.ended(BAD)).isTrue();
		}
		assertThat(this.record.unanswered()).isEmpty();
		this.totals.add(Duration.ofMillis(1), true);
		for (int i = 0; i < 3; i++) {
			assertThat(this.record.ended(BAD)).isFalse();
		}
		assertThat(this.record.unanswered()).contains("GET /live was answered with status 500");
	}

	@Test
	void whatCouldNotBeSentSaysNothing() {
		this.record.ended(GOOD);
		for (int i = 0; i < 10; i++) {
			assertThat(this.record.ended(ProbeResult.impossible("too many open files"))).isTrue();
		}
		assertThat(this.record.unanswered()).isEmpty();
		assertThat(this.totals.count()).isEqualTo(11);
		assertThat(this.totals.failures()).isEqualTo(10);
	}

}
