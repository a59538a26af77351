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

package io.forkit.cluster.recycle;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RecycleLimits} and {@link MemoryLimit}.
 */
class RecycleLimitsTests {

	@ParameterizedTest
	@CsvSource({ "80%,80%,80", "' 5 % ',5%,5", "64MB,64MB,67108864", "1500B,1500B,1500", "2GB,2GB,2147483648" })
	void memoryIsAShareOrASize(String text, String written, long ofHundred) {
		MemoryLimit limit = MemoryLimit.parse(text);
		assertThat(limit).hasToString(written);
		assertThat(limit.bytesOf(100)).isEqualTo(ofHundred);
		assertThat(MemoryLimit.parse(limit.toString())).isEqualTo(limit);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0%", "101%", "0", "70", "-5MB", "much", "" })
	void otherMemoryIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> MemoryLimit.parse(text));
	}

	@Test
	void whatCannotBeIsRefused() {
		RecycleLimits none = RecycleLimits.NONE;
		assertThatIllegalArgumentException().isThrownBy(() -> none.withRss(DataSize.ofBytes(0)))
			.withMessageContaining("'rss'");
		assertThatIllegalArgumentException().isThrownBy(() -> none.withCgroup(100)).withMessageContaining("'cgroup'");
		assertThatIllegalArgumentException().isThrownBy(() -> none.withRequests(0L))
			.withMessageContaining("'requests'");
		assertThatIllegalArgumentException().isThrownBy(() -> none.withAge(Duration.ZERO))
			.withMessageContaining("'age'");
		assertThatIllegalArgumentException().isThrownBy(() -> none.withAge(Duration.ofDays(3651)))
			.withMessageContaining("at most 3650 days");
		assertThatIllegalArgumentException().isThrownBy(() -> none.withJitter(91)).withMessageContaining("'jitter'");
	}

	@Test
	void limitsTellWhatTheyAre() {
		assertThat(RecycleLimits.NONE).hasToString("none");
		assertThat(RecycleLimits.NONE.isAny()).isFalse();
		RecycleLimits limits = RecycleLimits.NONE.withHeap(MemoryLimit.ofPercent(80))
			.withRss(DataSize.ofGigabytes(1))
			.withCgroup(90)
			.withRequests(1000L)
			.withAge(Duration.ofHours(2));
		assertThat(limits.isAny()).isTrue();
		assertThat(limits).hasToString("heap 80%, rss 1GB, cgroup 90%, requests 1000, age PT2H, jitter 10%");
	}

}
