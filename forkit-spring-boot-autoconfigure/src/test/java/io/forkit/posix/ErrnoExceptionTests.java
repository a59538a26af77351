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

package io.forkit.posix;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ErrnoException}.
 */
class ErrnoExceptionTests {

	@Test
	void messageNamesCallErrorAndMeaning() {
		ErrnoException ex = new ErrnoException("bind to 0.0.0.0:8080", 98);
		assertThat(ex).hasMessage("bind to 0.0.0.0:8080 failed: EADDRINUSE (Address already in use)");
		assertThat(ex.getCall()).isEqualTo("bind to 0.0.0.0:8080");
		assertThat(ex.getErrno()).isEqualTo(98);
		assertThat(ex.getErrnoName()).isEqualTo("EADDRINUSE");
		assertThat(ex.is("EADDRINUSE")).isTrue();
		assertThat(ex.is("EACCES")).isFalse();
	}

	@Test
	void messageOfAnUnknownErrorHasItsNumber() {
		assertThat(new ErrnoException("read", 4711)).hasMessage("read failed: errno 4711 (unknown error)");
	}

}
