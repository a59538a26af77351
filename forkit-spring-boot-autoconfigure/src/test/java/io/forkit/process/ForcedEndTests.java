package io.forkit.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.forkit.posix.Children;
import io.forkit.posix.Signal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

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
			.withMessageContaining("was ended after its timeout of 500 ms; it ended with killed by SIGTERM after")
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
			.directory(this.directory)
			.killGrace(Duration.ofSeconds(30)));
		awaitEnd(pid("a"));
	}

	@Test
	void descendantThatLeftTheGroupDoesNotKeepTheTimeoutFromCompleting() throws Exception {
		long start = System.nanoTime();
		ProcessResult result = timedOut(
				this.processes.exec("setsid sh -c 'echo $$ > a; exec sleep 100' & exec sleep 100")
					.directory(this.directory));
		assertThat(Duration.ofNanos(System.nanoTime() - start))
			.isLessThan(Duration.ofMillis(400).plus(GRACE).plus(DRAIN).plus(SLACK));
		assertThat(result.outputTruncated()).isTrue();
		ProcessHandle.of(pid("a")).ifPresent(ProcessHandle::destroyForcibly);
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
	void cancelDuringTheDrainEndsTheBackgroundProgram() throws Exception {
		try (ProcessTemplate patient = ProcessTemplate.builder().drainTimeout(Duration.ofSeconds(60)).build()) {
			CompletableFuture<ProcessResult> future = patient.exec("sleep 100 & echo $! > b; mv b a")
				.directory(this.directory)
				.start();
			long pid = awaitPid("a");
			future.cancel(true);
			awaitEnd(pid);
		}
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
	void cancelEndsTheProgram() throws Exception {
		CompletableFuture<ProcessResult> future = start("echo $$ > b; mv b a; exec sleep 100");
		long pid = awaitPid("a");
		assertThat(future.cancel(false)).isTrue();
		awaitEnd(pid);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(future::join);
	}

	@Test
	void everyEarlyCompletionEndsTheProgram() throws Exception {
		CompletableFuture<ProcessResult> future = start("echo $$ > b; mv b a; exec sleep 100");
		long pid = awaitPid("a");
		future.orTimeout(1, TimeUnit.MILLISECONDS);
		awaitEnd(pid);
	}

	@Test
	void futureFailsAsRunDoes() {
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.processes.exec("exit 4").start().get(20, TimeUnit.SECONDS))
			.withCauseInstanceOf(ProcessExitException.class);
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.processes.exec("sleep 100")
				.timeout(Duration.ofMillis(100))
				.start()
				.get(20, TimeUnit.SECONDS))
			.withCauseInstanceOf(ProcessTimeoutException.class);
	}

	@Test
	void dependentsDoNotRunOnTheEventLoop() throws Exception {
		AtomicReference<String> thread = new AtomicReference<>("");
		String other = this.processes.exec("sleep 0.1; echo a").start().thenApply((result) -> {
			thread.set(Thread.currentThread().getName());
			// Would wait for itself for ever on the loop.
			return this.processes.execFile("echo", "b").run().stdout();
		}).get(20, TimeUnit.SECONDS);
		assertThat(other).isEqualTo("b\n");
		assertThat(thread.get()).isNotEqualTo("forkit-process");
	}

	@Test
	void interruptEndsTheProgram() throws Exception {
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		AtomicReference<Boolean> flag = new AtomicReference<>();
		Thread thread = new Thread(() -> {
			try {
				this.processes.exec("echo $$ > b; mv b a; exec sleep 100").directory(this.directory).run();
			}
			catch (ProcessException ex) {
				thrown.set(ex);
				flag.set(Thread.currentThread().isInterrupted());
			}
		});
		thread.start();
		long pid = awaitPid("a");
		thread.interrupt();
		thread.join(20_000);
		assertThat(thrown.get()).isInstanceOf(ProcessCancelledException.class)
			.hasMessageContaining("the waiting thread was interrupted")
			.hasCauseInstanceOf(InterruptedException.class);
		assertThat(flag.get()).isTrue();
		assertThat(Children.isRunning(pid)).isFalse();
	}

	@Test
	void interruptedThreadStartsNothing() {
		Thread.currentThread().interrupt();
		try {
			assertThatExceptionOfType(ProcessCancelledException.class)
				.isThrownBy(() -> this.processes.exec("touch a").directory(this.directory).run())
				.satisfies((ex) -> assertThat(ex.getResult()).isEmpty());
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
		assertThat(this.directory.resolve("a")).doesNotExist();
	}

	@Test
	void closeEndsWhatIsRunning() throws Exception {
		ProcessTemplate closing = ProcessTemplate.builder().killGrace(GRACE).drainTimeout(DRAIN).build();
		CompletableFuture<ProcessResult> obedient = closing.exec("echo $$ > b; mv b a; exec sleep 100")
			.directory(this.directory)
			.start();
		CompletableFuture<ProcessResult> stubborn = closing
			.exec("trap '' TERM; echo $$ > d; mv d c; while :; do sleep 0.05; done")
			.directory(this.directory)
			.start();
		long first = awaitPid("a");
		long second = awaitPid("c");
		long start = System.nanoTime();
		closing.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(GRACE.plus(DRAIN).plus(SLACK));
		assertThat(Children.isRunning(first)).isFalse();
		awaitEnd(second);
		for (CompletableFuture<ProcessResult> future : List.of(obedient, stubborn)) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(20, TimeUnit.SECONDS))
				.withCauseInstanceOf(ProcessCancelledException.class)
				.withMessageContaining("the template was closed");
		}
		assertThatIllegalStateException().isThrownBy(() -> closing.execFile("true").run())
			.withMessage("The process template has been closed");
		closing.close();
		ProcessTemplate.create().close();
	}

	@Test
	void closeWhileCommandsAreStartedLeavesNoneBehind() throws Exception {
		for (int round = 0; round < 5; round++) {
			ProcessTemplate closing = ProcessTemplate.builder().killGrace(GRACE).drainTimeout(DRAIN).build();
			String mark = "7" + System.nanoTime();
			Thread starter = new Thread(() -> {
				try {
					while (true) {
						closing.execFile("sleep", mark).start();
					}
				}
				catch (IllegalStateException ex) {
					// Closed: that is the end of this test.
				}
			});
			starter.start();
			Awaitility.await().until(() -> count(mark) > 3);
			closing.close();
			starter.join();
			Awaitility.await().untilAsserted(() -> assertThat(count(mark)).isZero());
		}
	}

	private static long count(String argument) {
		return ProcessHandle.current()
			.children()
			.filter((child) -> child.info().arguments().map((args) -> args[0].equals(argument)).orElse(false))
			.count();
	}

	private CompletableFuture<ProcessResult> start(String command) {
		return this.processes.exec(command).directory(this.directory).start();
	}

	private static ProcessResult timedOut(CommandSpec spec) {
		AtomicReference<ProcessResult> result = new AtomicReference<>();
		assertThatExceptionOfType(ProcessTimeoutException.class)
			.isThrownBy(() -> spec.timeout(Duration.ofMillis(400)).run())
			.satisfies((ex) -> result.set(ex.getResult().orElseThrow()));
		return result.get();
	}

	private long awaitPid(String name) throws Exception {
		Awaitility.await().until(() -> Files.exists(this.directory.resolve(name)));
		return pid(name);
	}

	private long pid(String name) throws Exception {
		return Long.parseLong(Files.readString(this.directory.resolve(name)).strip());
	}

}
