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

package io.forkit.process.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

import io.forkit.posix.Children;
import io.forkit.posix.OpenFiles;
import io.forkit.posix.Signal;
import io.forkit.posix.WaitStatus;
import io.forkit.process.engine.EngineProcess.Descendant;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.forkit.process.engine.LaunchBuilder.of;
import static io.forkit.process.engine.LaunchBuilder.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * What every {@link ProcessEngine} must do.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
abstract class AbstractProcessEngineTests {

	@TempDir
	Path directory;

	private final ExecutorService background = Executors.newCachedThreadPool();

	private final List<EngineProcess> started = new ArrayList<>();

	private ProcessEngine engine;

	abstract ProcessEngine createEngine(ExecutorService background) throws IOException;

	@BeforeEach
	void open() throws Exception {
		this.engine = createEngine(this.background);
	}

	@AfterEach
	void close() throws Exception {
		for (EngineProcess process : this.started) {
			process.signalGroup(Signal.SIGKILL);
			closeEnds(process);
			await().until(process::reap, (status) -> status != null);
		}
		this.engine.close();
		this.background.shutdownNow();
		assertThat(this.background.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		assertThat(Children.zombies()).isEmpty();
		await().untilAsserted(() -> assertThat(threads("forkit-")).isEmpty());
	}

	@Test
	void programWritesToPipe() throws Exception {
		EngineProcess process = start(of("/bin/echo", "hello", "", "a b"));
		assertThat(PipeEnds.readText(process.output(1))).isEqualTo("hello  a b\n");
		assertThat(awaitEnd(process)).isEqualTo(WaitStatus.exited(0));
		assertThat(process.input(0)).isNull();
		assertThat(process.output(2)).isNull();
	}

	@Test
	void stdoutAndStderrAreApart() throws Exception {
		EngineProcess process = start(sh("echo out; echo err >&2").redirect(2, Redirect.PIPE));
		assertThat(PipeEnds.readText(process.output(2))).isEqualTo("err\n");
		assertThat(PipeEnds.readText(process.output(1))).isEqualTo("out\n");
	}

	@Test
	void stderrGoesWhereStdoutGoes() throws Exception {
		EngineProcess process = start(sh("echo out; echo err >&2").redirect(2, Redirect.STDOUT));
		assertThat(PipeEnds.readText(process.output(1))).isEqualTo("out\nerr\n");
		assertThat(process.output(2)).isNull();
	}

	@Test
	void bytesGoThroughProgramUnchanged() throws Exception {
		byte[] bytes = new byte[3 * 1024 * 1024 + 17];
		new Random(1).nextBytes(bytes);
		EngineProcess process = start(of("/bin/cat").redirect(0, Redirect.PIPE));
		CompletableFuture<byte[]> read = supply(() -> PipeEnds.read(process.output(1)));
		PipeEnds.write(process.input(0), bytes);
		process.input(0).close();
		assertThat(Arrays.equals(read.get(30, TimeUnit.SECONDS), bytes)).isTrue();
		assertThat(awaitEnd(process)).isEqualTo(WaitStatus.exited(0));
	}

	@Test
	void argumentsAndEnvironmentArePassedAsUtf8() throws Exception {
		String text = "caf\u00e9 \u65e5\u672c $(id) '\"\n*";
		EngineProcess process = start(sh("printf '%s|%s' \"$1\" \"$TEXT\"", text).environment("TEXT=" + text));
		assertThat(PipeEnds.readText(process.output(1))).isEqualTo(text + "|" + text);
	}

	@Test
	void environmentIsOnlyWhatWasGiven() throws Exception {
		EngineProcess process = start(of("/usr/bin/env").environment("A=b=c").environment("EMPTY="));
		assertThat(PipeEnds.readText(process.output(1)).lines())
			.containsExactlyInAnyOrder("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "A=b=c", "EMPTY=");
	}

	@Test
	void runsInDirectoryAndRelativeExecutableIsFoundThere() throws Exception {
		Path program = Files.writeString(this.directory.resolve("program"), "#!/bin/sh\npwd -P\n");
		assertThat(program.toFile().setExecutable(true)).isTrue();
		EngineProcess process = start(of("./program").directory(this.directory));
		assertThat(PipeEnds.readText(process.output(1)).strip()).isEqualTo(this.directory.toRealPath().toString());
	}

	@Test
	void filesAreReadWrittenAndAppendedTo() throws Exception {
		Path input = Files.writeString(this.directory.resolve("input"), "some text\n");
		Path output = Files.writeString(this.directory.resolve("output"), "this is dropped, and is longer\n");
		Path errors = Files.writeString(this.directory.resolve("errors"), "this stays\n");
		EngineProcess process = start(sh("cat; echo err >&2").redirect(0, new Redirect.FromFile(input))
			.redirect(1, new Redirect.ToFile(output, false))
			.redirect(2, new Redirect.ToFile(errors, true)));
		assertThat(awaitEnd(process)).isEqualTo(WaitStatus.exited(0));
		assertThat(output).hasContent("some text");
		assertThat(errors).hasContent("this stays\nerr");
		assertThat(process.output(1)).isNull();
	}

	@Test
	void whatIsIgnoredIsTheNullDevice() throws Exception {
		EngineProcess process = start(sh("readlink /proc/self/fd/0 /proc/self/fd/2").redirect(2, Redirect.IGNORE));
		assertThat(PipeEnds.readText(process.output(1))).isEqualTo("/dev/null\n/dev/null\n");
	}

	@Test
	void streamOfThisProcessIsInherited() throws Exception {
		Path stderr = Files.readSymbolicLink(Path.of("/proc/self/fd/2"));
		EngineProcess process = start(sh("readlink /proc/self/fd/2").redirect(2, Redirect.INHERIT));
		assertThat(PipeEnds.readText(process.output(1)).strip()).isEqualTo(stderr.toString());
	}

	@Test
	void exitCodeIsTold() throws Exception {
		assertThat(awaitEnd(start(sh("exit 0")))).isEqualTo(WaitStatus.exited(0));
		assertThat(awaitEnd(start(sh("exit 3")))).isEqualTo(WaitStatus.exited(3));
		assertThat(awaitEnd(start(sh("exit 255")))).isEqualTo(WaitStatus.exited(255));
		// As a shell shows a signal.
		assertThat(awaitEnd(start(sh("exit 143")))).isEqualTo(WaitStatus.exited(143));
	}

	@Test
	void signalThatWasSentIsTold() throws Exception {
		for (Signal signal : List.of(Signal.SIGTERM, Signal.SIGKILL)) {
			EngineProcess process = start(sh("echo ready; exec sleep 600"));
			PipeEnds.readLine(process.output(1));
			assertThat(process.status()).isNull();
			assertThat(process.reap()).isNull();
			assertThat(process.signal(signal)).isTrue();
			assertThat(awaitEnd(process)).isEqualTo(WaitStatus.killed(signal.number()));
			assertThat(process.status()).isEqualTo(WaitStatus.killed(signal.number()));
			assertThat(process.reap()).isEqualTo(WaitStatus.killed(signal.number()));
			assertThat(process.signal(signal)).isFalse();
			assertThat(process.signalGroup(signal)).isFalse();
		}
	}

	@Test
	void whatIsWrittenAfterSignalIsNotLost() throws Exception {
		EngineProcess process = start(sh("trap 'echo bye; exit 4' TERM; echo ready; while true; do sleep 0.01; done"));
		PipeEnds output = PipeEnds.of(process.output(1));
		output.readLine();
		process.signal(Signal.SIGTERM);
		assertThat(output.readRest()).isEqualTo("bye\n");
		assertThat(awaitEnd(process)).isEqualTo(WaitStatus.exited(4));
	}

	@Test
	void endOfOutputIsToldWhileProgramRuns() throws Exception {
		EngineProcess process = start(sh("exec >&-; exec sleep 600"));
		assertThat(PipeEnds.readText(process.output(1))).isEmpty();
		assertThat(process.status()).isNull();
	}

	@Test
	void endIsToldWhileDescendantHoldsOutputAndNothingIsLeftWhenThatHasEnded() throws Exception {
		runWithPipes();
		int files = OpenFiles.count();
		EngineProcess process = start(sh("sleep 600 & echo $!; read line; exit 3").redirect(0, Redirect.PIPE));
		long descendant = Long.parseLong(PipeEnds.readLine(process.output(1)));
		process.output(1).request();
		process.input(0).close();
		assertThat(awaitEnd(process)).isEqualTo(WaitStatus.exited(3));
		assertThat(Children.isRunning(descendant)).isTrue();
		process.output(1).close();
		ProcessHandle.of(descendant).orElseThrow().destroyForcibly();
		await().untilAsserted(() -> assertThat(threads("forkit-pump")).isEmpty());
		await().untilAsserted(() -> assertThat(OpenFiles.count()).isLessThanOrEqualTo(files));
	}

	@Test
	void writerWaitsUntilItsOutputIsRead() throws Exception {
		int total = 1024 * 1024;
		EngineProcess process = start(of("/usr/bin/head", "-c", Integer.toString(total), "/dev/zero"));
		ProgramOutput output = process.output(1);
		PipeEnds reader = PipeEnds.of(output);
		output.request();
		reader.awaitReady();
		await().until(() -> isInWrite(process.pid()));
		assertThat(output.available()).isBetween(1, total / 4);
		assertThat(writtenBy(process.pid())).isBetween(1L, total / 4L);
		assertThat(reader.readRest()).hasSize(total);
		assertThat(awaitEnd(process)).isEqualTo(WaitStatus.exited(0));
	}

	private static boolean isInWrite(long pid) throws IOException {
		String write = "aarch64".equals(System.getProperty("os.arch")) ? "64 " : "1 ";
		return Files.readString(Path.of("/proc/" + pid + "/syscall")).startsWith(write);
	}

	private static long writtenBy(long pid) throws IOException {
		return Files.readAllLines(Path.of("/proc/" + pid + "/io"))
			.stream()
			.filter((line) -> line.startsWith("wchar: "))
			.mapToLong((line) -> Long.parseLong(line.substring("wchar: ".length())))
			.findFirst()
			.orElseThrow();
	}

	@Test
	void inputIsLimitedByWhatProgramReads() throws Exception {
		EngineProcess process = start(sh("echo ready; exec sleep 600").redirect(0, Redirect.PIPE));
		PipeEnds.readLine(process.output(1));
		ByteBuffer buffer = ByteBuffer.allocateDirect(100_000);
		ProgramInput input = process.input(0);
		AtomicInteger calls = new AtomicInteger();
		input.onReady(calls::incrementAndGet);
		AtomicInteger total = new AtomicInteger();
		await().until(() -> {
			buffer.clear();
			int count = input.write(buffer);
			total.addAndGet(Math.max(0, count));
			return count == ProgramInput.WOULD_BLOCK && calls.get() == 0;
		});
		assertThat(total.get()).isBetween(64 * 1024, 2 * 1024 * 1024);
	}

	@Test
	void writeToProgramThatReadsNoMoreFails() throws Exception {
		EngineProcess process = start(sh("exec <&-; echo ready; exec sleep 600").redirect(0, Redirect.PIPE));
		PipeEnds.readLine(process.output(1));
		ProgramInput input = process.input(0);
		input.onReady(() -> {
		});
		ByteBuffer buffer = ByteBuffer.allocateDirect(1000);
		await().untilAsserted(() -> assertThatIOException().isThrownBy(() -> {
			input.request();
			input.write(buffer.clear());
		}));
		assertThat(process.status()).isNull();
	}

	@Test
	void inputThatWasWrittenBeforeCloseReachesProgram() throws Exception {
		byte[] bytes = new byte[100_000];
		EngineProcess process = start(sh("sleep 0.2; wc -c").redirect(0, Redirect.PIPE));
		ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length);
		int count = process.input(0).write(buffer);
		process.input(0).close();
		assertThat(count).isPositive();
		assertThat(PipeEnds.readText(process.output(1)).strip()).isEqualTo(Integer.toString(count));
	}

	@Test
	void closedEndIsNotUsedAnyMore() throws Exception {
		EngineProcess process = start(of("/bin/cat").redirect(0, Redirect.PIPE));
		AtomicInteger calls = new AtomicInteger();
		process.output(1).onReady(calls::incrementAndGet);
		closeEnds(process);
		closeEnds(process);
		assertThatIOException().isThrownBy(() -> process.output(1).read(ByteBuffer.allocateDirect(10)));
		assertThatIOException().isThrownBy(() -> process.input(0).write(ByteBuffer.allocateDirect(10)));
		process.output(1).request();
		assertThat(process.output(1).available()).isZero();
		assertThat(awaitEnd(process)).isEqualTo(WaitStatus.exited(0));
		assertThat(calls).hasValue(0);
	}

	@Test
	void listenerIsCalledOnceForEachRequestAndOnTheLoop() throws Exception {
		EngineProcess process = start(of("/bin/cat").redirect(0, Redirect.PIPE));
		ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
		process.output(1).onReady(() -> calls.add(Thread.currentThread().getName()));
		process.output(1).request();
		PipeEnds input = PipeEnds.of(process.input(0));
		input.write("a");
		await().until(() -> calls.size() == 1);
		ByteBuffer buffer = ByteBuffer.allocateDirect(10);
		assertThat(process.output(1).read(buffer)).isEqualTo(1);
		input.write("b");
		await().until(() -> process.output(1).available() == 1);
		runOnLoop();
		assertThat(calls).containsExactly("forkit-process");
		process.output(1).request();
		await().until(() -> calls.size() == 2);
		assertThat(process.output(1).read(buffer)).isEqualTo(1);
		assertThat(buffer.flip().get(1)).isEqualTo((byte) 'b');
	}

	@Test
	void programsAreConnected() throws Exception {
		List<EngineProcess> processes = start(sh("cat; echo 2").redirect(0, Redirect.PIPE),
				of("/usr/bin/sort").redirect(0, Redirect.PIPE), sh("tr '\\n' ' '; exit 5").redirect(0, Redirect.PIPE));
		PipeEnds.write(processes.get(0).input(0), "3\n1\n".getBytes());
		processes.get(0).input(0).close();
		assertThat(processes.get(0).output(1)).isNull();
		assertThat(processes.get(1).input(0)).isNull();
		assertThat(processes.get(1).output(1)).isNull();
		assertThat(processes.get(2).input(0)).isNull();
		assertThat(PipeEnds.readText(processes.get(2).output(1))).isEqualTo("1 2 3 ");
		assertThat(awaitEnd(processes.get(0))).isEqualTo(WaitStatus.exited(0));
		assertThat(awaitEnd(processes.get(1))).isEqualTo(WaitStatus.exited(0));
		assertThat(awaitEnd(processes.get(2))).isEqualTo(WaitStatus.exited(5));
	}

	@Test
	void programInPipelineHasItsOwnStderr() throws Exception {
		List<EngineProcess> processes = start(sh("echo out; echo err >&2").redirect(2, Redirect.PIPE),
				of("/bin/cat").redirect(0, Redirect.PIPE));
		assertThat(PipeEnds.readText(processes.get(0).output(2))).isEqualTo("err\n");
		assertThat(PipeEnds.readText(processes.get(1).output(1))).isEqualTo("out\n");
		processes = start(sh("echo out; echo err >&2").redirect(2, Redirect.STDOUT),
				of("/bin/cat").redirect(0, Redirect.PIPE));
		assertThat(PipeEnds.readText(processes.get(1).output(1))).isEqualTo("out\nerr\n");
	}

	@Test
	void programThatCannotBeStartedIsNamedAndNothingIsLeft() throws Exception {
		LaunchBuilder cat = of("/bin/cat").redirect(0, Redirect.PIPE);
		LaunchBuilder missing = of("/no/such/program").redirect(0, Redirect.PIPE);
		assertStartFails(0, missing);
		assertStartFails(0, missing, cat, cat);
		assertStartFails(1, cat, missing, missing);
		assertStartFails(2, cat, cat, missing);
		assertStartFails(1, cat, of("/etc/passwd").redirect(0, Redirect.PIPE), cat);
		assertStartFails(1, cat, of("/bin/cat").redirect(0, Redirect.PIPE).directory(Path.of("/no/such/directory")));
		assertStartFails(0, of("/bin/echo", "x".repeat(1024 * 1024)));
		assertStartFails(0, of("/bin/cat").redirect(1, new Redirect.ToFile(Path.of("/no/such/file"), false)));
	}

	private void assertStartFails(int index, LaunchBuilder... launches) {
		List<Long> children = children();
		int files = OpenFiles.count();
		assertThatExceptionOfType(LaunchException.class).isThrownBy(() -> start(launches))
			.satisfies((ex) -> assertThat(ex.getIndex()).isEqualTo(index))
			.satisfies((ex) -> assertThat(ex.getMessage()).isNotBlank());
		assertThat(this.started).isEmpty();
		await().untilAsserted(() -> assertThat(OpenFiles.count()).isLessThanOrEqualTo(files));
		assertThat(children()).isEqualTo(children);
	}

	private static List<Long> children() {
		return ProcessHandle.current().children().map(ProcessHandle::pid).sorted().toList();
	}

	@Test
	void eachOfManyQuickEndsIsToldOnce() throws Exception {
		int count = 200;
		AtomicIntegerArray ends = new AtomicIntegerArray(count);
		CountDownLatch all = new CountDownLatch(count);
		List<EngineProcess> processes = new ArrayList<>();
		int files = OpenFiles.count();
		for (int i = 0; i < count; i++) {
			int index = i;
			EngineProcess process = start(of("/bin/true").redirect(1, Redirect.IGNORE));
			processes.add(process);
			process.onExit(() -> {
				assertThat(Thread.currentThread().getName()).isEqualTo("forkit-process");
				ends.incrementAndGet(index);
				all.countDown();
			});
		}
		assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
		for (EngineProcess process : processes) {
			assertThat(process.status()).isEqualTo(WaitStatus.exited(0));
			assertThat(process.reap()).isEqualTo(WaitStatus.exited(0));
		}
		runOnLoop();
		for (int i = 0; i < count; i++) {
			assertThat(ends.get(i)).isEqualTo(1);
		}
		await().untilAsserted(() -> assertThat(OpenFiles.count()).isLessThanOrEqualTo(files));
	}

	@Test
	void endIsToldWhileTheCommonPoolIsBusy() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		try {
			for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
				ForkJoinPool.commonPool().execute(() -> awaitLatch(end));
			}
			assertThat(awaitEnd(start(of("/bin/true")))).isEqualTo(WaitStatus.exited(0));
		}
		finally {
			end.countDown();
		}
	}

	private static void awaitLatch(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void nothingIsLeftOpenByProgramsWithPipes() throws Exception {
		// The first one also opens what is opened only once.
		runWithPipes();
		int files = OpenFiles.count();
		for (int i = 0; i < 20; i++) {
			runWithPipes();
		}
		await().untilAsserted(() -> assertThat(OpenFiles.count()).isLessThanOrEqualTo(files));
		await().untilAsserted(() -> assertThat(threads("forkit-pump")).isEmpty());
	}

	private void runWithPipes() throws Exception {
		List<EngineProcess> processes = start(of("/bin/cat").redirect(0, Redirect.PIPE).redirect(2, Redirect.PIPE),
				of("/bin/cat").redirect(0, Redirect.PIPE).redirect(2, Redirect.PIPE));
		PipeEnds.write(processes.get(0).input(0), "text".getBytes());
		processes.get(0).input(0).close();
		assertThat(PipeEnds.readText(processes.get(1).output(1))).isEqualTo("text");
		for (EngineProcess process : processes) {
			awaitEnd(process);
			closeEnds(process);
		}
	}

	@Test
	void descendantsAreFoundAndSignalled() throws Exception {
		EngineProcess process = start(sh("sh -c 'sleep 600 & echo $!; wait' & wait"));
		long grandchild = Long.parseLong(PipeEnds.readLine(process.output(1)));
		List<Descendant> found = findDescendants(process);
		assertThat(found).hasSize(2).allMatch(Descendant::isInGroup);
		Descendant sleep = found.stream().filter((each) -> each.pid() == grandchild).findFirst().orElseThrow();
		// It is a copy of the shell until it has become that program.
		await().untilAsserted(() -> assertThat(sleep.command()).hasSize(2).last().isEqualTo("600"));
		assertThat(sleep.command().get(0)).endsWith("sleep");
		assertThat(process.signalGroup(Signal.SIGKILL)).isTrue();
		await().until(() -> !Children.isRunning(grandchild));
	}

	@Test
	void descendantIsSignalledUntilItHasEnded() throws Exception {
		EngineProcess process = start(sh("sleep 600 & echo $!; wait; echo gone; read line").redirect(0, Redirect.PIPE));
		PipeEnds output = PipeEnds.of(process.output(1));
		output.readLine();
		Descendant sleep = findDescendants(process).get(0);
		assertThat(sleep.signal(Signal.SIGTERM)).isTrue();
		assertThat(output.readLine()).isEqualTo("gone");
		assertThat(sleep.signal(Signal.SIGTERM)).isFalse();
		assertThat(sleep.command()).isEmpty();
		assertThat(findDescendants(process)).isEmpty();
		assertThat(process.status()).isNull();
	}

	@Test
	void descendantThatWasSeenIsSignalledAfterItsParentsHaveEnded() throws Exception {
		EngineProcess process = start(sh("sleep 600 >/dev/null & echo $!; read line").redirect(0, Redirect.PIPE));
		long descendant = Long.parseLong(PipeEnds.readLine(process.output(1)));
		assertThat(findDescendants(process)).extracting(Descendant::pid).containsExactly(descendant);
		process.input(0).close();
		awaitExit(process);
		assertThat(findDescendants(process)).extracting(Descendant::pid).containsExactly(descendant);
		assertThat(process.signalGroup(Signal.SIGTERM)).isTrue();
		await().until(() -> !Children.isRunning(descendant));
		assertThat(findDescendants(process)).isEmpty();
	}

	@Test
	void descendantsInGroupOfThisProcessAreNotSignalledWithProgram() throws Exception {
		EngineProcess process = start(sh("sleep 600 & echo $!; wait").group(Launch.Group.SAME));
		long descendant = Long.parseLong(PipeEnds.readLine(process.output(1)));
		List<Descendant> found = findDescendants(process);
		assertThat(found).hasSize(1).noneMatch(Descendant::isInGroup);
		assertThat(process.signalGroup(Signal.SIGKILL)).isTrue();
		awaitExit(process);
		assertThat(Children.isRunning(descendant)).isTrue();
		assertThat(found.get(0).signal(Signal.SIGKILL)).isTrue();
		await().until(() -> !Children.isRunning(descendant));
	}

	@Test
	void descendantsAreFoundWithoutBackgroundThreads() throws Exception {
		EngineProcess process = start(sh("sleep 600 & echo $!; wait"));
		PipeEnds.readLine(process.output(1));
		this.background.shutdown();
		assertThat(findDescendants(process)).hasSize(1);
	}

	@Test
	void loopRunsTasksInOrderAndSurvivesFailures() throws Exception {
		List<String> log = new ArrayList<>();
		this.engine.loop().execute(() -> log.add("first"));
		this.engine.loop().execute(() -> {
			throw new IllegalStateException("thrown on purpose");
		});
		CountDownLatch done = new CountDownLatch(2);
		Loop.Timer cancelled = this.engine.loop().schedule(Duration.ofMillis(1), () -> log.add("cancelled"));
		cancelled.cancel();
		this.engine.loop().schedule(Duration.ofMillis(50), () -> {
			log.add("last");
			done.countDown();
		});
		this.engine.loop().execute(() -> {
			log.add("second");
			done.countDown();
		});
		assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(log).containsExactly("first", "second", "last");
	}

	@Test
	void closedLoopDropsTasks() throws Exception {
		AtomicInteger runs = new AtomicInteger();
		this.engine.loop().schedule(Duration.ofHours(1), runs::incrementAndGet);
		this.engine.close();
		await().untilAsserted(() -> assertThat(threads("forkit-process")).isEmpty());
		this.engine.loop().execute(runs::incrementAndGet);
		this.engine.loop().schedule(Duration.ZERO, runs::incrementAndGet).cancel();
		assertThat(threads("forkit-process")).isEmpty();
		assertThat(runs).hasValue(0);
	}

	final ProcessEngine engine() {
		return this.engine;
	}

	final EngineProcess start(LaunchBuilder launch) throws IOException {
		return start(new LaunchBuilder[] { launch }).get(0);
	}

	final List<EngineProcess> start(LaunchBuilder... launches) throws IOException {
		List<EngineProcess> processes = this.engine.start(Arrays.stream(launches).map(LaunchBuilder::build).toList());
		this.started.addAll(processes);
		return processes;
	}

	final WaitStatus awaitEnd(EngineProcess process) throws Exception {
		awaitExit(process);
		return process.reap();
	}

	final void awaitExit(EngineProcess process) throws Exception {
		CountDownLatch exit = new CountDownLatch(1);
		process.onExit(exit::countDown);
		assertThat(exit.await(20, TimeUnit.SECONDS)).isTrue();
	}

	final List<Descendant> findDescendants(EngineProcess process) throws Exception {
		CompletableFuture<List<Descendant>> found = new CompletableFuture<>();
		process.findDescendants((descendants) -> {
			assertThat(Thread.currentThread().getName()).isEqualTo("forkit-process");
			found.complete(descendants);
		});
		return found.get(10, TimeUnit.SECONDS);
	}

	static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5));
	}

	static List<String> threads(String prefix) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith(prefix))
			.toList();
	}

	private void runOnLoop() throws Exception {
		CountDownLatch run = new CountDownLatch(1);
		this.engine.loop().execute(run::countDown);
		assertThat(run.await(10, TimeUnit.SECONDS)).isTrue();
	}

	private <T> CompletableFuture<T> supply(Callable<T> task) {
		CompletableFuture<T> result = new CompletableFuture<>();
		this.background.execute(() -> {
			try {
				result.complete(task.call());
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		});
		return result;
	}

	private static void closeEnds(EngineProcess process) {
		for (int number = 0; number < 8; number++) {
			ProgramInput input = process.input(number);
			if (input != null) {
				input.close();
			}
			ProgramOutput output = process.output(number);
			if (output != null) {
				output.close();
			}
		}
	}

}
