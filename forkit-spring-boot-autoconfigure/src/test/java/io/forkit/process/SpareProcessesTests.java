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

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.forkit.posix.Children;
import io.forkit.posix.OpenFiles;
import io.forkit.posix.Signal;
import io.forkit.process.child.SpareMain;
import io.forkit.process.engine.EngineProcess;
import io.forkit.process.engine.ProcessEngine;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SpareProcesses}.
 */
@Timeout(120)
class SpareProcessesTests extends AbstractProcessTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private ProcessTemplate spared;

	@BeforeEach
	void openSpared() {
		this.spared = ProcessTemplate.builder().killGrace(GRACE).drainTimeout(DRAIN).forkSpares(1).build();
	}

	@AfterEach
	void closeSpared() {
		this.spared.close();
		assertThat(spares()).isEmpty();
	}

	@Test
	void aForkRunsInASpareJvmThatIsReplaced() throws Exception {
		long spare = prepare();
		assertThat(this.spared.liveCount()).isZero();
		BlockingQueue<String> messages = new LinkedBlockingQueue<>();
		try (ForkedProcess forked = this.spared.fork(SparePeer.class).args("args", "a b", "", "ü").start()) {
			forked.onMessage(String.class, (text) -> messages.add(text));
			assertThat(forked.pid()).isEqualTo(spare);
			assertThat(forked.command()).contains(SparePeer.class.getName(), "a b");
			assertThat(messages.poll(30, TimeUnit.SECONDS)).isEqualTo("[args, a b, , ü]");
			assertThat(forked.onExit().get(30, TimeUnit.SECONDS).code()).hasValue(3);
			assertThat(forked.onClose().get(30, TimeUnit.SECONDS).pid()).isEqualTo(spare);
		}
		assertThat(awaitSpare()).isNotEqualTo(spare);
	}

	@Test
	void messagesAreSentToASpareJvmAtOnceAndItsTimeBeginsWithTheFork() throws Exception {
		long spare = prepare();
		BlockingQueue<String> messages = new LinkedBlockingQueue<>();
		long begin = System.nanoTime();
		try (ForkedProcess forked = this.spared.fork(SparePeer.class).args("echo").timeout(LIMIT).start()) {
			forked.onMessage(String.class, (text) -> messages.add(text));
			forked.send("a");
			forked.send("b");
			assertThat(messages.poll(30, TimeUnit.SECONDS)).isEqualTo("a!");
			assertThat(messages.poll(30, TimeUnit.SECONDS)).isEqualTo("b!");
			assertThat(this.spared.liveCount()).isEqualTo(1);
			forked.disconnect().get(30, TimeUnit.SECONDS);
			ProcessResult result = forked.onClose().get(30, TimeUnit.SECONDS);
			assertThat(result.pid()).isEqualTo(spare);
			assertThat(result.duration()).isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - begin));
			assertThat(result.status().isSuccess()).isTrue();
		}
	}

	@Test
	void aTimeoutEndsASpareJvm() throws Exception {
		long spare = prepare();
		try (ForkedProcess forked = this.spared.fork(SparePeer.class)
			.args("sleep")
			.timeout(Duration.ofMillis(200))
			.start()) {
			assertThat(forked.pid()).isEqualTo(spare);
			// On a busy machine it may not get to its end within the grace.
			assertThat(forked.onClose().get(30, TimeUnit.SECONDS).status().isSuccess()).isFalse();
			assertThat(forked.signalSent()).isPresent();
		}
	}

	@Test
	void aForkThatDiffersInWhatIsSettledAtTheStartGetsAJvmOfItsOwn(@TempDir Path directory) throws Exception {
		long spare = prepare();
		List<Consumer<ForkSpec>> differences = List.of((spec) -> spec.environment("FORKIT_TEST", "1"),
				(spec) -> spec.directory(directory), (spec) -> spec.jvmArgs("-Xmx64m"), ForkSpec::silent,
				ForkSpec::detached, (spec) -> spec.stdout(Stdio.write(directory.resolve("out"))),
				(spec) -> spec.endWithParent(false));
		for (Consumer<ForkSpec> difference : differences) {
			ForkSpec spec = this.spared.fork(SparePeer.class).args("args");
			difference.accept(spec);
			ForkedProcess forked = spec.start();
			assertThat(forked.pid()).isNotEqualTo(spare);
			forked.kill(Signal.SIGKILL);
			forked.onClose().get(30, TimeUnit.SECONDS);
		}
		assertThat(directory.resolve("out")).isEmptyFile();
	}

	@Test
	void pipesOfASpareJvmAreThoseOfTheFork() throws Exception {
		List<String> lines = new CopyOnWriteArrayList<>();
		ForkedProcess first = this.spared.fork(SparePeer.class).silent().args("sleep").start();
		long spare = awaitSpare();
		first.close();
		try (ForkedProcess forked = this.spared.fork(SparePeer.class)
			.silent()
			.args("streams")
			.onStdoutLine(lines::add)
			.start()) {
			assertThat(forked.pid()).isEqualTo(spare);
			forked.stdin().write('x');
			forked.stdin().close();
			assertThat(forked.onClose().get(30, TimeUnit.SECONDS).status().isSuccess()).isTrue();
			assertThat(lines).containsExactly("read x");
		}
	}

	@Test
	void anExceptionOfMainInASpareJvmIsReportedAsJavaDoes() throws Exception {
		List<String> lines = new CopyOnWriteArrayList<>();
		ForkedProcess first = this.spared.fork(SparePeer.class).stderr(Stdio.pipe()).args("sleep").start();
		long spare = awaitSpare();
		first.close();
		try (ForkedProcess forked = this.spared.fork(SparePeer.class).args("throw").onStderrLine(lines::add).start()) {
			assertThat(forked.pid()).isEqualTo(spare);
			assertThat(forked.onClose().get(30, TimeUnit.SECONDS).status().code()).hasValue(1);
			assertThat(lines).contains("Exception in thread \"main\" java.lang.IllegalStateException: no");
		}
	}

	@Test
	void aSpareJvmThatEndsIsReplacedAndNoForkFails() throws Exception {
		long spare = prepare();
		ProcessHandle.of(spare).orElseThrow().destroyForcibly();
		awaitEnd(spare);
		try (ForkedProcess forked = this.spared.fork(SparePeer.class).args("args").start()) {
			assertThat(forked.onExit().get(30, TimeUnit.SECONDS).code()).hasValue(3);
		}
		assertThat(awaitSpare()).isNotEqualTo(spare);
	}

	@Test
	void closingTheTemplateLeavesNoSpareJvm() {
		long spare = prepare();
		this.spared.close();
		assertThat(Children.isRunning(spare)).isFalse();
		assertThat(Children.zombies()).isEmpty();
		assertThat(this.spared.spareCount()).isZero();
	}

	@Test
	void closingTheTemplateAtOnceLeavesNoSpareJvm() {
		this.spared.startForkSpares();
		this.spared.close();
		Awaitility.await().until(() -> spares().isEmpty());
	}

	@Test
	void spareJvmsEndWhenTheirParentDies() throws Exception {
		BlockingQueue<Long> messages = new LinkedBlockingQueue<>();
		try (ForkedProcess parent = this.spared.fork(SparePeer.class).args("parent").start()) {
			parent.onMessage(Long.class, (pid) -> messages.add(pid));
			Long spare = messages.poll(60, TimeUnit.SECONDS);
			assertThat(Children.isRunning(spare)).isTrue();
			parent.kill(Signal.SIGKILL);
			awaitEnd(spare);
		}
	}

	@Test
	void thereAreNoSpareJvmsByDefault() {
		try (ProcessTemplate plain = ProcessTemplate.create()) {
			plain.startForkSpares();
			ForkedProcess forked = plain.fork(SparePeer.class).args("sleep").start();
			assertThat(spares()).isEmpty();
			forked.kill(Signal.SIGKILL);
		}
		assertThatIllegalArgumentException().isThrownBy(() -> ProcessTemplate.builder().forkSpares(-1))
			.withMessage("'forkSpares' must not be negative but is -1");
	}

	@Test
	void aSpareJvmWhoseEndCannotBeWatchedLeavesNothingAndIsReplaced() throws Exception {
		List<Long> unwatched = new CopyOnWriteArrayList<>();
		try (TemplateContext context = context(
				(process) -> unwatched.isEmpty() ? unwatched(process, unwatched) : process);
				SpareProcesses spares = new SpareProcesses(context, archives(context), 1)) {
			DefaultForkSpec spec = spec(context, spares, "1");
			context.runner(spec.invocation());
			countOpenFiles();
			int before = OpenFiles.count();
			spec.prepareSpares();
			Awaitility.await().atMost(LIMIT).until(() -> !unwatched.isEmpty());
			// The next one is started a second later.
			Awaitility.await().pollInterval(Duration.ofMillis(5)).untilAsserted(() -> {
				assertThat(spares()).isEmpty();
				assertThat(Children.zombies()).isEmpty();
				assertThat(OpenFiles.count()).isLessThanOrEqualTo(before);
			});
			assertThat(spares.readyCount()).isZero();
			Awaitility.await().atMost(LIMIT).until(() -> spares.readyCount() == 1);
			assertThat(spares()).hasSize(1).doesNotContainAnyElementsOf(unwatched);
		}
		Awaitility.await().until(() -> spares().isEmpty());
	}

	@Test
	void aShapeTooManyEndsTheSpareJvmOfTheOneThatWasUsedLongestAgo() {
		try (TemplateContext context = context((process) -> process);
				SpareProcesses spares = new SpareProcesses(context, archives(context), 1, 2)) {
			spec(context, spares, "a").prepareSpares();
			Awaitility.await().atMost(LIMIT).until(() -> spares.readyCount() == 1);
			long first = spares().get(0);
			spec(context, spares, "b").prepareSpares();
			Awaitility.await().atMost(LIMIT).until(() -> spares.readyCount() == 2);
			long second = spares().stream().filter((pid) -> pid != first).findFirst().orElseThrow();
			spec(context, spares, "a").prepareSpares();
			spec(context, spares, "c").prepareSpares();
			awaitEnd(second);
			Awaitility.await().atMost(LIMIT).until(() -> spares.readyCount() == 2);
			assertThat(spares()).hasSize(2).contains(first).doesNotContain(second);
		}
		Awaitility.await().until(() -> spares().isEmpty());
	}

	@Test
	void closingWaitsForTheSpareJvmThatWasEndedJustBefore() {
		AtomicInteger late = new AtomicInteger(30);
		try (TemplateContext context = context((process) -> reapedLate(process, late));
				SpareProcesses spares = new SpareProcesses(context, archives(context), 1, 1)) {
			spec(context, spares, "a").prepareSpares();
			Awaitility.await().atMost(LIMIT).until(() -> spares.readyCount() == 1);
			spec(context, spares, "b").prepareSpares();
			assertThat(spares.readyCount()).isZero();
		}
		assertThat(late).hasValueLessThan(0);
		assertThat(Children.zombies()).isEmpty();
	}

	private static ClassDataArchives archives(TemplateContext context) {
		return new ClassDataArchives(context, null, Duration.ZERO);
	}

	private static DefaultForkSpec spec(TemplateContext context, SpareProcesses spares, String variable) {
		DefaultForkSpec spec = new DefaultForkSpec(context, new ForkedClass(SparePeer.class), new CommandOptions(),
				ForkDefaults.STANDARD, IdleForkChannel::new)
			.withSpares(spares, archives(context));
		spec.environment("FORKIT_TEST", variable);
		return spec;
	}

	private static TemplateContext context(UnaryOperator<EngineProcess> change) {
		return new TemplateContext((background) -> {
			ProcessEngine engine = EngineFactory.create(EngineChoice.AUTO, background);
			return proxy(ProcessEngine.class, engine, (method, result) -> method.equals("start")
					? ((List<?>) result).stream().map((process) -> change.apply((EngineProcess) process)).toList()
					: result);
		}, null, ExecutablePolicy.ALL, null, SecretMasks.DEFAULTS,
				new CommandObservations(ObservationRegistry.NOOP, null));
	}

	private static EngineProcess reapedLate(EngineProcess process, AtomicInteger late) {
		return process((proxy, method, args) -> (method.getName().equals("reap") && late.getAndDecrement() > 0) ? null
				: method.invoke(process, args));
	}

	private static EngineProcess unwatched(EngineProcess process, List<Long> pids) {
		pids.add(process.pid());
		return process((proxy, method, args) -> {
			if (method.getName().equals("onExit")) {
				throw new IOException("no descriptor left");
			}
			return method.invoke(process, args);
		});
	}

	private static EngineProcess process(InvocationHandler handler) {
		return (EngineProcess) Proxy.newProxyInstance(EngineProcess.class.getClassLoader(),
				new Class<?>[] { EngineProcess.class }, handler);
	}

	private static <T> T proxy(Class<T> type, T target, BiFunction<String, Object, Object> change) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, args) -> change.apply(method.getName(), method.invoke(target, args))));
	}

	private long prepare() {
		this.spared.startForkSpares();
		return awaitSpare();
	}

	private long awaitSpare() {
		Awaitility.await().atMost(LIMIT).until(() -> this.spared.spareCount() == 1 && !spares().isEmpty());
		List<Long> spares = spares();
		return spares.get(spares.size() - 1);
	}

	private static List<Long> spares() {
		try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
			return children.map(ProcessHandle::pid)
				.filter((pid) -> isSpare(pid) && Children.isRunning(pid))
				.sorted()
				.toList();
		}
	}

	private static boolean isSpare(long pid) {
		try {
			return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1)
				.contains(SpareMain.class.getName());
		}
		catch (IOException ex) {
			return false;
		}
	}

}
