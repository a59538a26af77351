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
