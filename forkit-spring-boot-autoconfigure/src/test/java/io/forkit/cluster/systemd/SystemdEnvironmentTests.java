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

package io.forkit.cluster.systemd;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SystemdEnvironment}.
 */
class SystemdEnvironmentTests {

	@Test
	void withoutVariablesThereIsNothing() {
		SystemdEnvironment environment = SystemdEnvironment.of(Map.of("PATH", "/bin"), 42);
		assertThat(environment.isPresent()).isFalse();
		assertThat(environment.watchdog()).isNull();
		assertThat(environment.sockets()).isZero();
		assertThat(environment.storeSize()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/run/systemd/notify", "@abstract" })
	void notifySocketIsAPathOrAnAbstractName(String address) {
		SystemdEnvironment environment = SystemdEnvironment.of(Map.of("NOTIFY_SOCKET", address), 42);
		assertThat(environment.notifySocket()).isEqualTo(address);
		assertThat(environment.isPresent()).isTrue();
	}

	@Test
	void notifySocketOfAVirtualMachineIsNotUsed() {
		assertThat(SystemdEnvironment.of(Map.of("NOTIFY_SOCKET", "vsock:2:1234"), 42).isPresent()).isFalse();
	}

	@Test
	void everythingIsRead() {
		SystemdEnvironment environment = SystemdEnvironment
			.of(Map.of("NOTIFY_SOCKET", "/n", "WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "42", "LISTEN_PID", "42",
					"LISTEN_FDS", "3", "LISTEN_FDNAMES", "http:https", "FDSTORE", "16"), 42);
		assertThat(environment.watchdog()).hasSeconds(3);
		assertThat(environment.sockets()).isEqualTo(3);
		assertThat(environment.name(0)).isEqualTo("http");
		assertThat(environment.name(1)).isEqualTo("https");
		assertThat(environment.name(2)).isEqualTo("unknown");
		assertThat(environment.storeSize()).isEqualTo(16);
	}

	@Test
	void whatIsForAnotherProcessIsNotTaken() {
		SystemdEnvironment environment = SystemdEnvironment
			.of(Map.of("WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "41", "LISTEN_PID", "41", "LISTEN_FDS", "3"), 42);
		assertThat(environment.watchdog()).isNull();
		assertThat(environment.isPresent()).isFalse();
	}

	@Test
	void socketsAreForAProcessThatIsNamedOnly() {
		assertThat(SystemdEnvironment.of(Map.of("LISTEN_FDS", "3"), 42).sockets()).isZero();
		assertThat(SystemdEnvironment.of(Map.of("WATCHDOG_USEC", "1000"), 42).watchdog())
			.isEqualTo(Duration.ofMillis(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "-1", "99999999999999999999" })
	void nonsenseIsNothing(String value) {
		SystemdEnvironment environment = SystemdEnvironment
			.of(Map.of("LISTEN_PID", "42", "LISTEN_FDS", value, "WATCHDOG_USEC", value, "FDSTORE", value), 42);
		assertThat(environment.sockets()).isZero();
		assertThat(environment.watchdog()).isNull();
		assertThat(environment.storeSize()).isZero();
	}

}
