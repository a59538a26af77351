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

package io.forkit.process.child;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ParentPid} and {@link ParentStatus}.
 */
class ParentPidTests {

	@ParameterizedTest
	@CsvSource({ "12 (java) S 4711 12 12 0, 4711", "12 (a) R 1 (b) S) S 42 12, 42", "12 (java) S 4711, 4711",
			"12 (java), 0", "nothing, 0" })
	void theParentComesAfterTheName(String text, long parent) {
		byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
		assertThat(ParentPid.parse(ByteBuffer.wrap(bytes), bytes.length)).isEqualTo(parent);
	}

	@Test
	void allWaysTellTheSame() {
		long parent = ParentPid.ofHandle();
		assertThat(parent).isPositive();
		assertThat(ParentPid.current()).isEqualTo(parent);
		ParentStatus status = new ParentStatus();
		assertThat(status.read()).isEqualTo(parent);
		assertThat(status.read()).isEqualTo(parent);
	}

}
