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
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SpareOrder}.
 */
class SpareOrderTests {

	@Test
	void anOrderIsReadAgain() {
		for (SpareOrder order : List.of(new SpareOrder("a.B", List.of()),
				new SpareOrder("a.B$C", List.of("x", "", "a b", "äöü 😀")))) {
			ByteBuffer bytes = order.encode();
			assertThat(bytes.isDirect()).isTrue();
			assertThat(bytes.getInt()).isEqualTo(bytes.remaining());
			assertThat(SpareOrder.decode(bytes)).isEqualTo(order);
			assertThat(bytes.hasRemaining()).isFalse();
		}
	}

	@Test
	void anOrderThatMayNotFitIntoTheSocketIsNone() {
		int words = 3 * Integer.BYTES + 1;
		String largest = "x".repeat(SpareOrder.MAX_SIZE - words);
		ByteBuffer bytes = new SpareOrder("M", List.of(largest)).encode();
		assertThat(bytes.remaining()).isEqualTo(SpareOrder.MAX_SIZE);
		assertThat(new SpareOrder("M", List.of(largest + "x")).encode()).isNull();
	}

	@Test
	void anOrderThatEndsInAWordIsAnError() {
		ByteBuffer bytes = new SpareOrder("Main", List.of("x")).encode();
		bytes.getInt();
		bytes.limit(bytes.limit() - 1);
		assertThatIllegalArgumentException().isThrownBy(() -> SpareOrder.decode(bytes))
			.withMessage("'order' has a word of 1 bytes but only 0 are left");
	}

}
