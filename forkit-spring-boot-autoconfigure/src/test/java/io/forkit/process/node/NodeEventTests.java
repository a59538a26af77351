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

package io.forkit.process.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.forkit.posix.Signal;
import io.forkit.process.ChildProcess;
import io.forkit.process.CommandNotFoundException;
import io.forkit.process.ExitStatus;
import io.forkit.process.ProcessResult;
import io.forkit.process.ProcessTemplate;
import io.forkit.process.SpawnSpec;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Node's tests of a program's events and of its end.
 */
class NodeEventTests extends AbstractNodeTests {

	@TempDir
	Path directory;

	private final List<String> events = new CopyOnWriteArrayList<>();

	private SpawnSpec recorded(SpawnSpec spec) {
		return spec.onSpawn((child) -> this.events.add("spawn"))
			.onExit((child, status) -> this.events.add("exit"))
			.onClose((child, result) -> this.events.add("close"))
			.onError((child, ex) -> this.events.add("error"));
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawn-event.js: spawn comes once and before all else, close is last")
	void order() throws Exception {
		for (int i = 0; i < 50; i++) {
			this.events.clear();
			try (ChildProcess child = recorded(this.processes.spawn("echo", "ok"))
				.onStdoutLine((line) -> this.events.add("data"))
				.start()) {
				closed(child);
				await().until(() -> this.events.contains("close"));
			}
			assertThat(this.events).hasSize(4).startsWith("spawn").endsWith("close").contains("exit", "data");
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawn-event.js: no event at all if it cannot be started")
	void noEventWithoutStart() {
		// Node has error and close events, on a program that does not exist.
		SpawnSpec spec = recorded(this.processes.spawn("does-not-exist"));
		assertThatExceptionOfType(CommandNotFoundException.class).isThrownBy(spec::start);
		this.processes.execFile("true").run();
		assertThat(this.events).isEmpty();
	}

	@Test
	@DisplayName("doc/api/child_process.md#event-close: comes when a program in the background lets go of the output")
	void closeWaitsForTheBackground() throws Exception {
		Path go = this.directory.resolve("go");
		CountDownLatch exited = new CountDownLatch(1);
		try (ChildProcess child = recorded(
				this.processes.spawnShell("(until [ -e {} ]; do sleep 0.01; done; echo late) & echo early", go))
			.drainTimeout(LIMIT)
			.onStdoutLine(this.events::add)
			.onExit((program, status) -> exited.countDown())
			.start()) {
			assertThat(exited.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
			assertThat(child.onClose()).isNotDone();
			Files.createFile(go);
			ProcessResult result = closed(child);
			assertThat(result.status().isSuccess()).isTrue();
			assertThat(result.outputTruncated()).isFalse();
			await().until(() -> this.events.contains("close"));
		}
		assertThat(this.events).containsSubsequence("spawn", "early", "late", "close")
			.containsSubsequence("exit", "late", "close");
	}

	@Test
	@DisplayName("doc/api/child_process.md#event-close: does not wait for ever for a program in the background")
	void closeWaitsForALimitedTime() throws Exception {
		// Node waits as long as the other program lives.
		ProcessResult result;
		try (ChildProcess child = this.processes.spawnShell("sleep 100 & echo $!").start()) {
			result = closed(child);
			assertThat(result.status().isSuccess()).isTrue();
			assertThat(result.outputTruncated()).isTrue();
			assertThat(result.leftAlive()).singleElement()
				.satisfies((left) -> assertThat(left.command()).containsExactly("sleep", "100"));
			long pid = Long.parseLong(rest(child).strip());
			ProcessHandle.of(pid).orElseThrow().destroyForcibly();
			awaitEnd(pid);
		}
	}

	@Test
	@DisplayName("doc/api/child_process.md#event-exit: comes exactly once for each of many programs that end together")
	void everyEndIsTold() throws Exception {
		Map<Long, List<String>> told = new ConcurrentHashMap<>();
		List<ChildProcess> children = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			int code = i;
			children.add(this.processes.spawn("sh", "-c", "exit " + code)
				.onSpawn((child) -> told.computeIfAbsent(child.pid(), (pid) -> new CopyOnWriteArrayList<>())
					.add("spawn"))
				.onExit((child, status) -> told.get(child.pid()).add("exit " + status.code().orElseThrow()))
				.onClose((child, result) -> told.get(child.pid()).add("close " + result.status().code().orElseThrow()))
				.start());
		}
		for (int i = 0; i < 100; i++) {
			ChildProcess child = children.get(i);
			assertThat(closed(child).status().code()).hasValue(i);
			assertThat(child.onExit()).as("exit is before close").isDone();
			List<String> expected = List.of("spawn", "exit " + i, "close " + i);
			await().untilAsserted(() -> assertThat(told.get(child.pid())).isEqualTo(expected));
			child.close();
		}
		assertThat(told.values()).allSatisfy((list) -> assertThat(list).hasSize(3));
	}

	@Test
	@DisplayName("test/parallel/test-child-process-kill.js: ended by SIGTERM, and known as signalled at once")
	void kill() throws Exception {
		try (ChildProcess child = this.processes.spawn("cat").start()) {
			assertThat(child.signalSent()).isEmpty();
			assertThat(child.kill()).isTrue();
			assertThat(child.signalSent()).contains(Signal.SIGTERM);
			ExitStatus status = closed(child).status();
			assertThat(status.code()).isEmpty();
			assertThat(status.signal()).contains(Signal.SIGTERM);
			assertThat(rest(child)).isEmpty();
			assertThat(child.kill()).isFalse();
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-kill.js: asking whether it lives does it no harm")
	void probe() throws Exception {
		// There is no signal 0: isAlive() is for that, and nothing counts as sent.
		assertThatIllegalArgumentException().isThrownBy(() -> Signal.of(0));
		try (ChildProcess child = this.processes.spawn("cat").start()) {
			assertThat(child.isAlive()).isTrue();
			assertThat(child.status()).isEmpty();
			assertThat(child.signalSent()).isEmpty();
			child.stdin().close();
			assertThat(closed(child).status().code()).hasValue(0);
			assertThat(child.isAlive()).isFalse();
			assertThat(child.status()).contains(closed(child).status());
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-kill.js: each signal is reported by its name")
	void namesOfSignals() throws Exception {
		for (String name : List.of("SIGTERM", "sigkill", "INT", "quit", "SIGHUP", "SIGUSR1")) {
			Signal signal = Signal.of(name);
			try (ChildProcess child = this.processes.spawn("sleep", "100").start()) {
				assertThat(child.kill(signal)).isTrue();
				assertThat(child.waitFor().signal()).contains(signal);
				assertThat(child.signalSent()).contains(signal);
			}
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-kill.js: a signal that is survived")
	void survivedSignal() throws Exception {
		try (ChildProcess child = this.processes
			.spawnShell("trap 'echo caught' USR1; echo ready; read line; read line; exit 5")
			.onStdoutLine(this.events::add)
			.start()) {
			await().until(() -> this.events.contains("ready"));
			child.kill(Signal.SIGUSR1);
			await().until(() -> this.events.contains("caught"));
			assertThat(child.isAlive()).isTrue();
			write(child, "a\nb\n");
			assertThat(child.waitFor().code()).hasValue(5);
			assertThat(child.signalSent()).contains(Signal.SIGUSR1);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-destroy.js: close sends SIGTERM, and returns when it has ended")
	void close() throws Exception {
		List<String> ends = new CopyOnWriteArrayList<>();
		ChildProcess child = this.processes.spawn("cat")
			.onExit((program, status) -> ends.add("1 " + status.signal() + program.signalSent()))
			.onExit((program, status) -> ends.add("2 " + program.status().orElseThrow().signal()))
			.start();
		assertThat(child.signalSent()).isEmpty();
		assertThat(child.status()).isEmpty();
		child.close();
		assertThat(child.isAlive()).isFalse();
		assertThat(rest(child)).isEmpty();
		assertThat(child.stderr().readAllBytes()).isEmpty();
		await().untilAsserted(
				() -> assertThat(ends).containsExactly("1 Optional[SIGTERM]Optional[SIGTERM]", "2 Optional[SIGTERM]"));
		child.close();
	}

	// There is no AbortSignal in Java: close() is for that, and has no reason.
	@Test
	@DisplayName("test/parallel/test-child-process-spawn-controller.js: ended early by the kill signal, which is no error")
	void abort() throws Exception {
		for (Signal signal : List.of(Signal.SIGTERM, Signal.SIGKILL)) {
			this.events.clear();
			ChildProcess child = recorded(this.processes.spawn("sleep", "100")).killSignal(signal).start();
			child.close();
			assertThat(closed(child).status().signal()).contains(signal);
			await().untilAsserted(() -> assertThat(this.events).containsExactly("spawn", "exit", "close"));
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawn-controller.js: nothing happens when it has ended before")
	void abortAfterTheEnd() throws Exception {
		ChildProcess child = recorded(this.processes.spawn("true")).start();
		closed(child);
		child.close();
		child.killTree(Signal.SIGKILL);
		assertThat(closed(child).status().isSuccess()).isTrue();
		await().untilAsserted(() -> assertThat(this.events).containsExactly("spawn", "exit", "close"));
	}

	@Test
	@DisplayName("test/parallel/test-child-process-spawn-timeout-kill-signal.js: ended by SIGTERM or what was chosen")
	void timeout() throws Exception {
		for (Signal signal : List.of(Signal.SIGTERM, Signal.SIGKILL)) {
			this.events.clear();
			try (ChildProcess child = recorded(this.processes.spawn("sleep", "100")).timeout(Duration.ofMillis(50))
				.killSignal(signal)
				.start()) {
				// As in Node this is an end as any other, and no error.
				assertThat(closed(child).status().signal()).contains(signal);
				assertThat(child.signalSent()).contains(signal);
				await().untilAsserted(() -> assertThat(this.events).containsExactly("spawn", "exit", "close"));
			}
		}
	}

	@Test
	@DisplayName("test/parallel/test-diagnostics-channel-child-process.js: starts and what keeps from them are observed")
	void observations() throws Exception {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new Recorder(this.events));
		try (ProcessTemplate observed = template().observationRegistry(registry).build()) {
			try (ChildProcess child = observed.spawn("true").start()) {
				assertThat(this.events).startsWith("start");
				closed(child);
			}
			await().untilAsserted(() -> assertThat(this.events).containsExactly("start", "stop"));
			this.events.clear();
			assertThatExceptionOfType(CommandNotFoundException.class)
				.isThrownBy(() -> observed.spawn("does-not-exist").start());
			assertThat(this.events).containsExactly("start", "CommandNotFoundException", "stop");
		}
	}

	@Test
	@DisplayName("test/parallel/test-net-child-process-connect-reset.js: an end by SIGKILL")
	void sigkill() throws Exception {
		try (ChildProcess child = this.processes.spawn("sleep", "100").start()) {
			child.kill(Signal.SIGKILL);
			assertThat(closed(child).status().signal()).contains(Signal.SIGKILL);
		}
	}

	/**
	 * Writes down what is observed.
	 *
	 * @param events where to
	 */
	private record Recorder(List<String> events) implements ObservationHandler<Observation.Context> {

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

		@Override
		public void onStart(Observation.Context context) {
			this.events.add("start");
		}

		@Override
		public void onError(Observation.Context context) {
			this.events.add(context.getError().getClass().getSimpleName());
		}

		@Override
		public void onStop(Observation.Context context) {
			this.events.add("stop");
		}

	}

}
