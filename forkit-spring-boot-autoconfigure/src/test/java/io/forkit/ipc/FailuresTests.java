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

package io.forkit.ipc;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Failures}.
 */
class FailuresTests {

	private final Failures failures = new Failures();

	@Test
	void whatHasNotFailedHasNone() {
		this.failures.add(1, failure(1));
		assertThat(this.failures.take(2)).isNull();
	}

	@Test
	void howAMessageHasFailedIsToldOnceAndThatItHasEachTime() {
		this.failures.add(1, failure(1));
		this.failures.addTold(2);
		assertThat(this.failures.take(1)).isEqualTo(failure(1));
		assertThat(this.failures.take(1).message()).contains("has failed").contains("no longer known");
		assertThat(this.failures.take(1)).isNotNull();
		assertThat(this.failures.take(2).message()).contains("has failed").contains("no longer known");
	}

	@Test
	void ofManyTheReasonIsForgottenButNotThatTheyAre() {
		for (int i = 1; i <= 10_000; i++) {
			this.failures.add(2 * i, failure(i));
		}
		assertThat(this.failures.take(20_000)).isEqualTo(failure(10_000));
		assertThat(this.failures.take(2).message()).contains("has failed").contains("no longer known");
		assertThat(this.failures.take(3)).isNull();
	}

	@Test
	void whatIsTooLongAgoIsNeverTakenForHandled() {
		for (int i = 1; i <= 20_000; i++) {
			this.failures.add(2 * i, failure(i));
		}
		for (int i = 1; i <= 20_000; i++) {
			assertThat(this.failures.take(2 * i)).isNotNull();
		}
		assertThat(this.failures.take(1).message()).startsWith("Whether a listener has failed is no longer known");
		assertThat(this.failures.take(39_999)).isNull();
	}

	private static MessageFormat.Failure failure(int number) {
		return new MessageFormat.Failure("Failure", "number " + number);
	}

}
