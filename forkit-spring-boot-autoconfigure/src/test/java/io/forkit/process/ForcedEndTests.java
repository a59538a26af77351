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

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.forkit.posix.ChildJvm;
import io.forkit.posix.Children;
import io.forkit.posix.ErrnoException;
import io.forkit.posix.Pipe;
import io.forkit.posix.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for programs that are ended before they are done.
 */
class ForcedEndTests extends AbstractProcessTests {

	// What a busy machine may need on top of a limit.
	private static final Duration SLACK = Duration.ofSeconds(5);

	@TempDir
	Path directory;

	@Test
	void timeoutEndsTheProgramAndKeepsItsOutput() {
		assertThatExceptionOfType(ProcessTimeoutException.class)
			.isThrownBy(() -> this.processes.exec("echo before; exec sleep 100").timeout(Duration.ofMillis(500)).run())
			.withMessageContaining("was ended after its timeout of 500 ms; it ended after")
			.satisfies((ex) -> {
				assertThat(ex.getTimeout()).isEqualTo(Duration.ofMillis(500));
				ProcessResult result = ex.getResult().orElseThrow();
				assertThat(result.stdout()).isEqualTo("before\n");
				assertThat(result.status().signal()).contains(Signal.SIGTERM);
				assertThat(result.duration()).isBetween(Duration.ofMillis(500), Duration.ofMillis(500).plus(SLACK));
			});
	}

	@Test
	void programThatIgnoresSigtermIsKilledAfterTheGrace() {
		ProcessResult result = timedOut(this.processes.exec("trap '' TERM; echo ready; while :; do sleep 0.05; done"));
		assertThat(result.status().signal()).contains(Signal.SIGKILL);
		assertThat(result.duration()).isGreaterThanOrEqualTo(Duration.ofMillis(400).plus(GRACE));
	}

	@Test
	void programMayEndInItsOwnWayDuringTheGrace() {
		ProcessResult result = timedOut(
				this.processes.exec("trap 'echo cleaned; exit 7' TERM; echo ready; while :; do sleep 0.05; done")
					.killGrace(Duration.ofSeconds(30)));
		assertThat(result.status().code()).hasValue(7);
		assertThat(result.stdout()).endsWith("cleaned\n");
	}

	@Test
	void firstSignalCanBeChosen() {
		ProcessResult result = timedOut(this.processes.exec("exec sleep 100").killSignal(Signal.SIGINT));
		assertThat(result.status().signal()).contains(Signal.SIGINT);
		result = timedOut(this.processes.exec("exec sleep 100").killSignal(Signal.SIGKILL));
		assertThat(result.status().signal()).contains(Signal.SIGKILL);
	}

	@Test
	void wholeTreeIsEnded() throws Exception {
		timedOut(
				this.processes.exec("sleep 100 & echo $! > a; (sleep 100 & echo $! > b; wait) & echo $! > c; sleep 100")
					.directory(this.directory));
		for (String name : new String[] { "a", "b", "c" }) {
			awaitEnd(pid(name));
		}
	}

	@Test
	void descendantThatIgnoresTheFirstSignalIsKilledThoughTheLeaderIsGone() throws Exception {
		ProcessResult result = timedOut(this.processes
			.exec("(trap '' TERM; echo ready; while :; do sleep 0.05; done) & echo $! > a; exec sleep 100")
			.directory(this.directory));
		awaitEnd(pid("a"));
		assertThat(result.status().signal()).contains(Signal.SIGTERM);
	}

	@Test
	void descendantThatHoldsNoStreamIsKilledWithItsLeader() throws Exception {
		timedOut(this.processes.exec(
				"(trap '' TERM; while :; do sleep 0.05; done) </dev/null >/dev/null 2>&1 & echo $! > a; exec sleep 100")
			.directory(this.directory));
		awaitEnd(pid("a"));
	}

	@Test
	void descendantThatLeftTheGroupAndTheSessionIsEndedAsWell() throws Exception {
		ProcessResult result = timedOut(
				this.processes.exec("setsid sh -c 'echo $$ > a; exec sleep 100' & exec sleep 100")
					.directory(this.directory));
		assertThat(Children.isRunning(pid("a"))).isFalse();
		assertThat(result.outputTruncated()).isFalse();
	}

	@Test
	void daemonThatHasForkedTwiceIsEndedAsWell() throws Exception {
		Files.writeString(this.directory.resolve("daemon.sh"),
				"trap '' TERM; echo $$ > b; mv b a; while :; do sleep 0.1; done");
		timedOut(this.processes.exec("(setsid sh -c 'sh daemon.sh </dev/null >/dev/null 2>&1 &' &); exec sleep 100")
			.directory(this.directory)
			.timeout(Duration.ofSeconds(1)));
		assertThat(Children.isRunning(pid("a"))).isFalse();
	}

	@Test
	void descendantHasTimeToEndInItsOwnWayThoughItsLeaderIsGone() throws Exception {
		timedOut(this.processes.exec(
				"(trap 'sleep 0.3; echo done > b; exit' TERM; while :; do sleep 0.01; done) </dev/null >/dev/null 2>&1 &"
						+ " exec sleep 100")
			.directory(this.directory)
			.killGrace(Duration.ofSeconds(20)));
		assertThat(this.directory.resolve("b")).hasContent("done");
	}

	@Test
	void descendantsAreEndedAlsoWithTheProgramIfThatIsAskedFor() throws Exception {
		ProcessResult result = this.processes
			.exec("sleep 100 & setsid sh -c 'echo $$ > a; exec sleep 100' & while ! test -s a; do sleep 0.01; done")
			.directory(this.directory)
			.killDescendants(true)
			.run();
		assertThat(result.status().isSuccess()).isTrue();
		assertThat(result.leftAlive()).isEmpty();
		assertThat(Children.isRunning(pid("a"))).isFalse();
	}

	@Test
	void descendantsThatAreLeftAliveAreReported() throws Exception {
		ProcessResult result = this.processes
			.exec("sleep 100 >/dev/null 2>&1 & echo $! > a; until grep -q sleep /proc/$!/comm; do sleep 0.01; done")
			.directory(this.directory)
			.run();
		assertThat(result.leftAlive()).singleElement().satisfies((left) -> {
			assertThat(left.pid()).isEqualTo(pid("a"));
			assertThat(left.command()).containsExactly("sleep", "100");
		});
		ProcessHandle.of(pid("a")).ifPresent(ProcessHandle::destroyForcibly);
		awaitEnd(pid("a"));
	}

	@Test
	void outputHeldByABackgroundProgramIsAwaitedForTheDrainTimeoutOnly() throws Exception {
		ProcessResult result = this.processes.exec("sleep 100 & echo $! > a; echo out").directory(this.directory).run();
		assertThat(result.stdout()).isEqualTo("out\n");
		assertThat(result.outputTruncated()).isTrue();
		assertThat(result.status().isSuccess()).isTrue();
		assertThat(result.duration()).isBetween(DRAIN, DRAIN.plus(SLACK));
		// A program that ends by itself may leave others, as in Node.
		assertThat(ProcessHandle.of(pid("a"))).isPresent().get().satisfies(ProcessHandle::destroyForcibly);
	}

	@Test
	void outputOfABackgroundProgramIsReadUntilItEnds() {
		ProcessResult result = this.processes.exec("(sleep 0.1; echo late) & echo early").run();
		assertThat(result.stdout()).isEqualTo("early\nlate\n");
		assertThat(result.outputTruncated()).isFalse();
	}

	@Test
	void timeoutDoesNotApplyOnceTheProgramHasEnded() throws Exception {
		ProcessResult result = this.processes.exec("sleep 100 & echo $! > a")
			.directory(this.directory)
			.timeout(Duration.ofSeconds(20))
			.run();
		assertThat(result.status().isSuccess()).isTrue();
		ProcessHandle.of(pid("a")).ifPresent(ProcessHandle::destroyForcibly);
	}

	@Test
	void maxBufferIsInclusiveAndPerStream() {
		String both = "head -c 1000 /dev/zero; head -c 1000 /dev/zero >&2";
		assertThat(this.processes.exec(both).maxBuffer(DataSize.ofBytes(1000)).run().stdoutBytes()).hasSize(1000);
		assertThatExceptionOfType(OutputLimitException.class)
			.isThrownBy(() -> this.processes.exec(both + "; sleep 100").maxBuffer(DataSize.ofBytes(999)).run())
			.satisfies((ex) -> {
				assertThat(ex.getLimit()).isEqualTo(DataSize.ofBytes(999));
				assertThat(ex.getResult().orElseThrow().stdoutBytes()).hasSize(999);
				assertThat(ex.getResult().orElseThrow().outputTruncated()).isTrue();
			});
	}

	@Test
	void outputLimitNamesTheStreamAndEndsAFlood() {
		assertThatExceptionOfType(OutputLimitException.class).isThrownBy(() -> this.processes.exec("yes >&2").run())
			.withMessageContaining("was ended because it wrote more than 1048576 bytes to stderr")
			.satisfies((ex) -> {
				assertThat(ex.getStream()).isEqualTo("stderr");
				assertThat(ex.getResult().orElseThrow().stderrBytes()).hasSize(1024 * 1024);
			});
	}

	@Test
	void noOutputIsAllowedWithALimitOfZero() {
		assertThat(this.processes.exec(":").maxBuffer(DataSize.ofBytes(0)).run().stdout()).isEmpty();
		assertThatExceptionOfType(OutputLimitException.class)
			.isThrownBy(() -> this.processes.exec("echo").maxBuffer(DataSize.ofBytes(0)).run());
	}

	@Test
	void daemonIsEndedThoughFilesRunOutForAWhile() throws Exception {
		assertThat(ChildJvm.run(512, FilesRunOut.class)).contains("daemon ended: true");
	}

	/** Fills the table of files while a daemon has to be found. */
	static class FilesRunOut {

		public static void main(String[] args) throws Exception {
			try (ProcessTemplate processes = ProcessTemplate.builder()
				.killGrace(Duration.ofSeconds(5))
				.drainTimeout(Duration.ofSeconds(5))
				.build()) {
				// Once, so that no class needs to be loaded later.
				run(processes, false);
				System.out.println("daemon ended: " + !Children.isRunning(run(processes, true)));
			}
		}

		private static long run(ProcessTemplate processes, boolean fill) throws Exception {
			CompletableFuture<ProcessResult> future = processes.exec(
					"(setsid sh -c 'echo $$; exec sleep 100' 2>/dev/null &) | { read pid; echo $pid; exec sleep 100; }")
				.timeout(Duration.ofMillis(700))
				.start();
			List<Pipe> pipes = new ArrayList<>();
			CompletableFuture.delayedExecutor(400, TimeUnit.MILLISECONDS).execute(() -> {
				try {
					while (fill) {
						pipes.add(Pipe.open());
					}
				}
				catch (ErrnoException ex) {
					CompletableFuture.delayedExecutor(600, TimeUnit.MILLISECONDS)
						.execute(() -> pipes.forEach(Pipe::close));
				}
			});
			try {
				future.get(30, TimeUnit.SECONDS);
				throw new IllegalStateException("It was not ended");
			}
			catch (ExecutionException ex) {
				ForcedEndException end = (ForcedEndException) ex.getCause();
				return Long.parseLong(end.getResult().orElseThrow().stdout().strip());
			}
		}

	}

	private static ProcessResult timedOut(CommandSpec spec) {
		AtomicReference<ProcessResult> result = new AtomicReference<>();
		assertThatExceptionOfType(ProcessTimeoutException.class)
			.isThrownBy(() -> spec.timeout(Duration.ofMillis(400)).run())
			.satisfies((ex) -> result.set(ex.getResult().orElseThrow()));
		return result.get();
	}

	private long pid(String name) throws Exception {
		return Long.parseLong(Files.readString(this.directory.resolve(name)).strip());
	}

}
