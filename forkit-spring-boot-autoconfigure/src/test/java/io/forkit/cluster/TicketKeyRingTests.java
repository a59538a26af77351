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
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TicketKeyRing}.
 */
class TicketKeyRingTests {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private final TicketKeyRing ring = new TicketKeyRing();

	@Test
	void theFirstWorkerToAskGetsTheKeyOfNowAndTheNextOne() {
		List<TicketKey> keys = at(START);
		assertThat(keys).hasSize(2);
		assertThat(keys.get(0).from()).isEqualTo(START);
		assertThat(keys.get(0).secret().getEncoded()).hasSize(32).isNotEqualTo(keys.get(1).secret().getEncoded());
		assertThat(keys.get(1).from()).isEqualTo(keys.get(0).until());
		assertThat(keys.get(1).id()).isEqualTo(keys.get(0).id() + 1);
	}

	@Test
	void allWorkersGetTheSameKeys() {
		assertThat(at(START.plusSeconds(1))).isEqualTo(at(START.plusSeconds(1))).isEqualTo(at(START.plusSeconds(100)));
	}

	@Test
	void theNextKeyIsKnownBeforeItIsUsed() {
		TicketKey next = at(START).get(1);
		List<TicketKey> later = at(next.from());
		assertThat(later).hasSize(3);
		assertThat(later.get(1)).isEqualTo(next);
		assertThat(later.get(2).from()).isEqualTo(next.until());
	}

	@Test
	void keysAreKeptForAsLongAsSessionsCanBeResumed() {
		TicketKey first = at(START).get(0);
		for (Instant now = START; now
			.isBefore(first.until().plus(Duration.ofHours(24))); now = now.plus(Duration.ofMinutes(30))) {
			assertThat(at(now)).contains(first);
		}
		assertThat(at(first.until().plus(Duration.ofHours(24)))).doesNotContain(first).hasSize(26);
	}

	@Test
	void aRingThatNobodyHasAskedForLongBeginsWithNow() {
		TicketKey last = at(START).get(1);
		Instant later = START.plus(Duration.ofHours(10));
		List<TicketKey> keys = at(later);
		assertThat(keys).hasSize(4).contains(last);
		assertThat(keys.get(2).from()).isEqualTo(later);
	}

	@Test
	void aKeyDoesNotTellItsSecret() {
		TicketKey key = at(START).get(0);
		String secret = Arrays.toString(key.secret().getEncoded());
		assertThat(key.toString()).doesNotContain(secret, secret.substring(1, 12),
				HexFormat.of().formatHex(key.secret().getEncoded()));
	}

	@ParameterizedTest
	@ValueSource(ints = { -72, -1, 1, 72 })
	void thereIsTheSameKeyOfNowAfterTheClockWasSet(int hours) {
		TicketKey first = at(START).get(0);
		Duration later = Duration.ofMinutes(10);
		Instant now = START.plus(later).plus(Duration.ofHours(hours));
		List<TicketKey> keys = this.ring.at(later, now);
		assertThat(keys).extracting(TicketKey::id).containsExactly(first.id(), first.id() + 1);
		assertThat(keys.get(0).secret()).isEqualTo(first.secret());
		assertThat(keys.get(0).from()).isEqualTo(now.minus(later));
		assertThat(keys.get(0).until()).isEqualTo(keys.get(1).from()).isAfter(now);
	}

	private List<TicketKey> at(Instant now) {
		return this.ring.at(Duration.between(START, now), now);
	}

}
