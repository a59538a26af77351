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
package io.forkit.process;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.posix.Children;
import io.forkit.posix.Signal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how forked JVMs end: with their parent, whatever they do, and not before
 * their messages have arrived.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(180)
class ForkEndIntegrationTests {

	private final ProcessTemplate processes = ProcessTemplate.create();

	@AfterEach
	void close() {
		this.processes.close();
	}

	@Test
	void theDeathOfTheParentEndsItsForksWhateverTheyDo() throws Exception {
		try (ForkedProcess middle = this.processes.fork(EndingPeer.class).args("middle").start()) {
			CompletableFuture<Map<String, Object>> started = new CompletableFuture<>();
			middle.onMessage(Map.class, (pids) -> started.complete(pids));
			Map<String, Object> pids = started.get(120, TimeUnit.SECONDS);
			try {
				middle.kill(Signal.SIGKILL);
				for (Map.Entry<String, Object> victim : pids.entrySet()) {
					if (!isToSurvive(victim.getKey())) {
						Awaitility.await(victim.getKey())
							.atMost(Duration.ofSeconds(60))
							.until(() -> !Children.isRunning(pid(victim)));
					}
				}
				assertThat(pids.entrySet()).filteredOn((victim) -> Children.isRunning(pid(victim)))
					.extracting(Map.Entry::getKey)
					.containsExactly("survive", "detached");
			}
			finally {
				pids.entrySet()
					.forEach((victim) -> ProcessHandle.of(pid(victim)).ifPresent(ProcessHandle::destroyForcibly));
			}
		}
	}

	private static boolean isToSurvive(String name) {
		return name.equals("survive") || name.equals("detached");
	}

	private static long pid(Map.Entry<String, Object> victim) {
		return ((Number) victim.getValue()).longValue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "exit", "return", "throw" })
	void whatWasSentBeforeTheEndArrivesBeforeTheProcessIsClosed(String end) throws Exception {
		try (ForkedProcess child = this.processes.fork(EndingPeer.class).args("sender", end).start()) {
			AtomicInteger large = new AtomicInteger();
			AtomicInteger fromHook = new AtomicInteger();
			CompletableFuture<String> last = new CompletableFuture<>();
			child.onMessage(byte[].class, (bytes) -> large.incrementAndGet());
			child.onMessage(String.class, (text) -> {
				if (text.equals("last")) {
					last.complete(text);
				}
				else {
					fromHook.incrementAndGet();
				}
			});
			child.onClose().get(120, TimeUnit.SECONDS);
			assertThat(large).hasValue(64);
			assertThat(last).isCompleted();
			assertThat(fromHook).hasValue(100);
		}
	}

	@Test
	void onlyWhatListensStays() throws Exception {
		try (ForkedProcess plain = this.processes.fork(EndingPeer.class).args("plain").start();
				ForkedProcess unref = this.processes.fork(EndingPeer.class).args("unref").start();
				ForkedProcess ref = this.processes.fork(EndingPeer.class).args("ref").start()) {
			assertThat(plain.onClose().get(60, TimeUnit.SECONDS).status().code()).hasValue(0);
			assertThat(unref.onClose().get(60, TimeUnit.SECONDS).status().code()).hasValue(0);
			assertThat(ref.isAlive()).isTrue();
			ref.disconnect();
			assertThat(ref.onClose().get(60, TimeUnit.SECONDS).status().code()).hasValue(0);
		}
	}

}
