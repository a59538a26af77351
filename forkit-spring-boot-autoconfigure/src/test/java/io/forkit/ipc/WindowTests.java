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
 * Tests for {@link Window}.
 */
class WindowTests {

	private final Window window = new Window(100);

	@Test
	void nothingIsSaidBeforeHalfOfItIsUsed() {
		assertThat(this.window.arrived(49)).isTrue();
		assertThat(this.window.widen(1000)).isZero();
		assertThat(this.window.arrived(1)).isTrue();
		assertThat(this.window.widen(1000)).isEqualTo(1050);
		assertThat(this.window.arrived(499)).isTrue();
		assertThat(this.window.widen(1000)).isZero();
		this.window.arrived(1);
		assertThat(this.window.widen(1000)).isEqualTo(1550);
	}

	@Test
	void theLastMessageMayBeLarger() {
		assertThat(this.window.arrived(99)).isTrue();
		assertThat(this.window.arrived(5000)).isTrue();
		assertThat(this.window.arrived(1)).isFalse();
		assertThat(this.window.widen(10)).isEqualTo(5110);
		assertThat(this.window.arrived(1)).isTrue();
	}

	@Test
	void thereIsNothingToSayWithoutRoom() {
		this.window.arrived(1000);
		assertThat(this.window.widen(0)).isZero();
		assertThat(this.window.widen(-5)).isZero();
	}

	@Test
	void littleRoomIsUsedUpInTheEnd() {
		this.window.arrived(100);
		long allowed = this.window.widen(64);
		assertThat(allowed).isEqualTo(164);
		this.window.arrived(40);
		assertThat(this.window.widen(24)).isZero();
		this.window.arrived(24);
		assertThat(this.window.widen(1)).isEqualTo(165);
	}

	@Test
	void whoKnowsNoSuchThingIsNeverEntitled() {
		Window none = new Window(0);
		assertThat(none.arrived(1)).isFalse();
		assertThat(none.widen(1000)).isZero();
	}

	@Test
	void nothingIsSaidAfterTheEnd() {
		this.window.close();
		assertThat(this.window.arrived(1)).isFalse();
		assertThat(this.window.widen(1000)).isZero();
	}

}
