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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Signal} and {@link WaitStatus}.
 */
class SignalTests {

	@Test
	void ofNumberIsTheInverseOfNumber() {
		for (Signal signal : Signal.values()) {
			assertThat(Signal.of(signal.number())).isSameAs(signal);
		}
	}

	@Test
	void ofNameTakesAnyCaseWithAndWithoutPrefix() {
		assertThat(Signal.of("SIGTERM")).isEqualTo(Signal.SIGTERM);
		assertThat(Signal.of("term")).isEqualTo(Signal.SIGTERM);
		assertThat(Signal.of("sigKill")).isEqualTo(Signal.SIGKILL);
	}

	@Test
	void ofRejectsWhatIsNoSignal() {
		assertThatIllegalArgumentException().isThrownBy(() -> Signal.of("nonsense"))
			.withMessageContaining("'nonsense'");
		assertThatIllegalArgumentException().isThrownBy(() -> Signal.of(0)).withMessageContaining("0");
		assertThatIllegalArgumentException().isThrownBy(() -> Signal.of(32)).withMessageContaining("32");
	}

	@Test
	void waitStatusIsReadable() {
		assertThat(WaitStatus.exited(137)).hasToString("exit code 137");
		assertThat(WaitStatus.killed(9)).hasToString("killed by SIGKILL");
		assertThat(WaitStatus.killed(34)).hasToString("killed by signal 34");
		assertThat(new WaitStatus(true, 11, true)).hasToString("killed by SIGSEGV (core dumped)");
	}

}
