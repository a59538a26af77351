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
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.forkit.posix.Signal;
import io.forkit.process.observation.CommandOutcome;
import io.forkit.process.observation.DefaultProcessObservationConvention;
import io.forkit.process.observation.ProcessObservationContext;
import io.forkit.process.observation.ProcessObservationDocumentation;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.ObservationContextAssert;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that commands are observed: once each, by their outcome, and with the trace
 * handed on.
 */
class ProcessObservationTests extends AbstractProcessTests {

	private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private ProcessTemplate observed;

	@BeforeEach
	void openObservedTemplate() {
		this.observed = builder().build();
	}

	@AfterEach
	void closeObservedTemplate() {
		this.observed.close();
	}

	private ProcessTemplateBuilder builder() {
		return ProcessTemplate.builder().killGrace(GRACE).drainTimeout(DRAIN).observationRegistry(this.registry);
	}

	@Test
	void runIsObserved() {
		ProcessResult result = this.observed.execFile("true").run();
		hasOutcome("true", CommandOutcome.SUCCESS, "0", "none").doesNotHaveError()
			.hasContextualNameEqualTo("run true")
			.hasHighCardinalityKeyValue("pid", String.valueOf(result.pid()))
			.hasHighCardinalityKeyValue("command.line", "true");
	}

	@Test
	void allDocumentedKeysAreThereAndNoOthers() {
		this.observed.execFile("true").run();
		assertThat(ProcessObservationDocumentation.COMMAND.getLowCardinalityKeyNames()).hasSize(4);
		hasOutcome("true", CommandOutcome.SUCCESS, "0", "none").hasOnlyKeys("command", "outcome", "code", "signal",
				"pid", "command.line");
	}

	@Test
	void anExitCodeIsAFailureButNoError() {
		assertThat(this.observed.exec("exit 3").name("three").runToEnd().status().code()).hasValue(3);
		hasOutcome("three", CommandOutcome.FAILURE, "3", "none").doesNotHaveError();
	}

	@Test
	void anExitCodeThatThrowsIsObservedBeforeTheExceptionArrives() {
		assertThatExceptionOfType(ProcessExitException.class).isThrownBy(() -> this.observed.execFile("false").run());
		hasOutcome("false", CommandOutcome.FAILURE, "1", "none");
	}

	@Test
	void aSignalHasItsName() {
		this.observed.exec("kill -USR1 $$").runToEnd();
		hasOutcome("other", CommandOutcome.FAILURE, "none", "SIGUSR1");
	}

	@Test
	void aRealTimeSignalHasItsNumber() {
		this.observed.exec("kill -40 $$").runToEnd();
		hasOutcome("other", CommandOutcome.FAILURE, "none", "SIG40");
	}

	@Test
	void aTimeoutIsAnError() {
		assertThatExceptionOfType(ProcessTimeoutException.class)
			.isThrownBy(() -> this.observed.execFile("sleep", "60").timeout(Duration.ofMillis(50)).run());
		hasOutcome("sleep", CommandOutcome.TIMEOUT, "none", "SIGTERM").assertThatError()
			.isInstanceOf(ProcessTimeoutException.class);
	}

	@Test
	void tooMuchOutputIsAnError() {
		assertThatExceptionOfType(OutputLimitException.class)
			.isThrownBy(() -> this.observed.execFile("yes").maxBuffer(DataSize.ofBytes(10)).run());
		hasOutcome("yes", CommandOutcome.OUTPUT_LIMIT, "none", "SIGTERM").hasError();
	}

	@Test
	void aFailingInputIsAnError() {
		InputStream broken = new InputStream() {

			@Override
			public int read() throws IOException {
				throw new IOException("broken");
			}

		};
		assertThatExceptionOfType(ProcessStreamException.class)
			.isThrownBy(() -> this.observed.execFile("cat").input(broken).run());
		single().hasLowCardinalityKeyValue("outcome", "STREAM_FAILURE").hasError();
	}

	@Test
	void aProgramThatIsNotThereIsAStartFailure() {
		assertThatExceptionOfType(CommandNotFoundException.class)
			.isThrownBy(() -> this.observed.execFile("no-such-program").run());
		hasOutcome("no-such-program", CommandOutcome.START_FAILURE, "none", "none")
			.hasHighCardinalityKeyValue("pid", "none")
			.assertThatError()
			.isInstanceOf(CommandNotFoundException.class);
	}

	@Test
	void aProgramThatIsNotThereIsAStartFailureInAllForms() {
		assertThat(this.observed.execFile("no-such-program").start()).failsWithin(Duration.ofSeconds(10))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(CommandNotFoundException.class);
		assertThatExceptionOfType(CommandNotFoundException.class)
			.isThrownBy(() -> this.observed.spawn("no-such-program").start());
		assertThatExceptionOfType(CommandNotFoundException.class)
			.isThrownBy(() -> this.observed.execFile("no-such-program").lines());
		assertOutcomes(CommandOutcome.START_FAILURE, CommandOutcome.START_FAILURE, CommandOutcome.START_FAILURE);
	}

	@Test
	void anEngineThatCannotBeMadeIsAStartFailureInAllForms() {
		TemplateContext broken = new TemplateContext((background) -> {
			throw new IOException("broken");
		}, null, ExecutablePolicy.ALL, null, SecretMasks.DEFAULTS, new CommandObservations(this.registry, null));
		DefaultCommandSpec command = new DefaultCommandSpec(broken, List.of("true"), new CommandOptions());
		DefaultSpawnSpec spawn = new DefaultSpawnSpec(broken, List.of("true"), new CommandOptions());
		assertThatExceptionOfType(ProcessStartException.class).isThrownBy(command::run);
		assertThatExceptionOfType(ProcessStartException.class).isThrownBy(spawn::start);
		assertThat(command.start()).failsWithin(Duration.ofSeconds(10))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(ProcessStartException.class);
		assertOutcomes(CommandOutcome.START_FAILURE, CommandOutcome.START_FAILURE, CommandOutcome.START_FAILURE);
	}

	@Test
	void startIsObservedBeforeItsFutureIsDone() {
		this.observed.execFile("true").start().join();
		hasOutcome("true", CommandOutcome.SUCCESS, "0", "none");
	}

	@Test
	void aCancelledFutureIsObserved() {
		CompletableFuture<ProcessResult> future = this.observed.execFile("sleep", "60").start();
		Awaitility.await().until(() -> this.observed.liveCount() == 1);
		future.cancel(false);
		awaitOutcomes(CommandOutcome.CANCELLED);
	}

	@Test
	void linesAreObservedAtTheirEnd() {
		try (Stream<String> lines = this.observed.exec("echo a; echo b").name("lines").lines()) {
			assertThat(lines).containsExactly("a", "b");
		}
		hasOutcome("lines", CommandOutcome.SUCCESS, "0", "none");
	}

	@Test
	void linesThatAreGivenUpAreCancelled() {
		try (Stream<String> lines = this.observed.execFile("yes").lines()) {
			assertThat(lines.limit(2)).hasSize(2);
		}
		single().hasLowCardinalityKeyValue("outcome", "CANCELLED");
	}

	@Test
	void spawnIsObservedBeforeItIsClosed() {
		AtomicReference<Integer> seen = new AtomicReference<>();
		ChildProcess child = this.observed.spawn("true")
			.onClose((closed, result) -> seen.set(outcomes().size()))
			.start();
		child.onClose().join();
		hasOutcome("true", CommandOutcome.SUCCESS, "0", "none").hasHighCardinalityKeyValue("pid",
				String.valueOf(child.pid()));
		Awaitility.await().until(() -> Integer.valueOf(1).equals(seen.get()));
	}

	@Test
	void aSpawnedProgramThatIsClosedIsCancelled() {
		this.observed.spawn("sleep", "60").start().close();
		awaitOutcomes(CommandOutcome.CANCELLED);
	}

	@Test
	void programsAreCancelledWithTheTemplate() {
		CompletableFuture<ProcessResult> future = this.observed.execFile("sleep", "60").start();
		Awaitility.await().until(() -> this.observed.liveCount() == 1);
		this.observed.close();
		assertThat(future).failsWithin(Duration.ofSeconds(10));
		awaitOutcomes(CommandOutcome.CANCELLED);
	}

	@Test
	void eachProgramOfAPipelineIsObserved() {
		this.observed.pipeline((pipeline) -> pipeline.execFile("echo", "a").execFile("cat").execFile("wc", "-l")).run();
		assertThat(contexts()).extracting(ProcessObservationContext::getCommandName)
			.containsExactlyInAnyOrder("echo", "cat", "wc");
		assertOutcomes(CommandOutcome.SUCCESS, CommandOutcome.SUCCESS, CommandOutcome.SUCCESS);
	}

	@Test
	void aProgramThatNobodyWantsToReadOnIsASuccess() {
		this.observed.pipeline((pipeline) -> pipeline.execFile("yes").execFile("head", "-n", "1")).run();
		assertThat(contexts()).extracting(ProcessObservationContext::getSignal)
			.containsExactlyInAnyOrder("SIGPIPE", null);
		assertOutcomes(CommandOutcome.SUCCESS, CommandOutcome.SUCCESS);
	}

	@Test
	void onlyTheProgramOfAPipelineThatIsNotThereIsToBlame() {
		assertThatExceptionOfType(CommandNotFoundException.class).isThrownBy(() -> this.observed
			.pipeline((pipeline) -> pipeline.execFile("echo").execFile("no-such-program").execFile("cat"))
			.run());
		assertThat(contexts()).filteredOn((context) -> context.getOutcome() == CommandOutcome.START_FAILURE)
			.singleElement()
			.extracting(ProcessObservationContext::getCommandName)
			.isEqualTo("no-such-program");
		assertOutcomes(CommandOutcome.START_FAILURE, CommandOutcome.CANCELLED, CommandOutcome.CANCELLED);
	}

	@Test
	void aProgramThatIsOneTooManyIsRejected() {
		try (ProcessTemplate narrow = builder().maxConcurrent(1).queueCapacity(0).build()) {
			try (ChildProcess running = narrow.spawn("sleep", "60").start()) {
				assertThat(running.isAlive()).isTrue();
				assertThatExceptionOfType(ProcessQueueException.class).isThrownBy(() -> narrow.execFile("true").run());
			}
		}
		awaitOutcomes(CommandOutcome.REJECTED, CommandOutcome.CANCELLED);
	}

	@Test
	void anInterruptedStartIsCancelled() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(ProcessCancelledException.class)
			.isThrownBy(() -> this.observed.execFile("true").run());
		assertThat(Thread.interrupted()).isTrue();
		single().hasLowCardinalityKeyValue("outcome", "CANCELLED").hasError();
	}

	@Test
	void theCurrentObservationIsTheParentAlsoOfWhatStartsElsewhere() {
		Observation parent = Observation.start("parent", this.registry);
		parent.scoped(() -> {
			this.observed.execFile("true").run();
			this.observed.execFile("true").start().join();
			this.observed.spawn("true").start().onClose().join();
		});
		parent.stop();
		assertThat(contexts()).hasSize(3).allSatisfy((context) -> {
			assertThat(context.getParentObservation()).isNotNull();
			assertThat(context.getParentObservation().getContextView()).isSameAs(parent.getContextView());
		});
	}

	@Test
	void aProgramThatIsAPathIsOther() {
		this.observed.execFile("/bin/true").run();
		single().hasLowCardinalityKeyValue("command", "other");
	}

	@Test
	void secretsAreMasked() {
		try (ProcessTemplate masking = builder().maskSecret(Pattern.compile("pin")).build()) {
			ProcessResult result = masking.execFile("true", "--password=hunter2", "--pin", "1234", "https://u:pw@host/")
				.run();
			single().hasHighCardinalityKeyValue("command.line",
					"true '--password=***' --pin '***' 'https://u:***@host/'");
			assertThat(result).asString().doesNotContain("hunter2", "1234", "pw");
		}
	}

	@Test
	void theErrorHasNoSecretsEither() {
		assertThatExceptionOfType(ProcessTimeoutException.class)
			.isThrownBy(() -> this.observed.exec("echo token=hunter2 >&2; sleep 60; : {}", "--token=hunter2")
				.timeout(Duration.ofMillis(50))
				.run());
		single().assertThatError().message().doesNotContain("hunter2");
	}

	@Test
	void theTraceContextReachesTheProgram() {
		propagate(Map.of("traceparent", TRACE, "tracestate", "a=b", "baggage", "user=me"));
		String environment = this.observed.execFile("env").run().stdout();
		assertThat(environment.lines()).contains("TRACEPARENT=" + TRACE, "TRACESTATE=a=b", "BAGGAGE=user=me");
	}

	@Test
	void noOtherVariableCanBeSetByATraceContext() {
		propagate(Map.of("traceparent", TRACE, "path", "/tmp/evil", "X-B3-TraceId", "1"));
		String environment = this.observed.execFile("env").run().stdout();
		assertThat(environment).doesNotContain("evil", "B3").contains("TRACEPARENT=");
	}

	@Test
	void aValueThatNoEnvironmentCanHaveIsLeftOut() {
		propagate(Map.of("traceparent", TRACE, "baggage", "a\0b"));
		assertThat(this.observed.execFile("env").run().stdout()).contains("TRACEPARENT=").doesNotContain("BAGGAGE=");
	}

	@Test
	void whoNamesTheWholeEnvironmentGetsExactlyThat() {
		propagate(Map.of("traceparent", TRACE));
		assertThat(this.observed.execFile("env").environment(Map.of("A", "b")).run().stdout()).isEqualTo("A=b\n");
	}

	@Test
	void whoNamesATraceContextKeepsIt() {
		propagate(Map.of("traceparent", TRACE, "tracestate", "a=b"));
		String environment = this.observed.execFile("env").environment("TRACEPARENT", "mine").run().stdout();
		assertThat(environment).contains("TRACEPARENT=mine\n").doesNotContain("TRACESTATE");
	}

	@Test
	void aConventionOfTheUserIsUsed() {
		DefaultProcessObservationConvention convention = new DefaultProcessObservationConvention() {

			@Override
			public String getName() {
				return "programs";
			}

			@Override
			public KeyValues getLowCardinalityKeyValues(ProcessObservationContext context) {
				return super.getLowCardinalityKeyValues(context).and("team", "a");
			}

		};
		try (ProcessTemplate own = builder().observationConvention(convention).build()) {
			own.execFile("true").run();
		}
		single().hasNameEqualTo("programs").hasLowCardinalityKeyValue("team", "a");
	}

	@Test
	void whatIsNotToBeObservedIsNot() {
		this.registry.observationConfig()
			.observationPredicate((name, context) -> !(context instanceof ProcessObservationContext command
					&& command.getCommandName().equals("true")));
		this.observed.execFile("true").run();
		this.observed.execFile("false").runToEnd();
		single().hasLowCardinalityKeyValue("command", "false");
	}

	@Test
	void handlersThatFailDoNotKeepCommandsFromRunning() {
		ObservationRegistry failing = ObservationRegistry.create();
		AtomicInteger calls = new AtomicInteger();
		failing.observationConfig().observationHandler(new ObservationHandler<ProcessObservationContext>() {

			@Override
			public void onStart(ProcessObservationContext context) {
				fail("start");
			}

			@Override
			public void onStop(ProcessObservationContext context) {
				fail("stop");
			}

			private void fail(String command) {
				calls.incrementAndGet();
				throw new IllegalStateException(command);
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof ProcessObservationContext;
			}

		});
		try (ProcessTemplate own = ProcessTemplate.builder().observationRegistry(failing).build()) {
			assertThat(own.execFile("echo", "a").run().stdout()).isEqualTo("a\n");
		}
		assertThat(calls).hasValue(1);
	}

	@Test
	void handlersNeverHoldUpTheLoop() {
		AtomicReference<String> thread = new AtomicReference<>("");
		this.registry.observationConfig().observationHandler(new ObservationHandler<ProcessObservationContext>() {

			@Override
			public void onStop(ProcessObservationContext context) {
				thread.updateAndGet((before) -> before + Thread.currentThread().getName() + "\n");
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof ProcessObservationContext;
			}

		});
		for (int i = 0; i < 20; i++) {
			this.observed.execFile("true").run();
			this.observed.execFile("true").start().join();
			this.observed.spawn("true").start().onClose().join();
			this.observed.pipeline((pipeline) -> pipeline.execFile("true").execFile("cat")).run();
		}
		assertThat(thread.get().lines()).hasSize(100).noneMatch((name) -> name.equals("forkit-process"));
	}

	@Test
	void observationsEndAlsoWhereTheExecutorRefuses() {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try (ProcessTemplate own = builder().executor(executor).build()) {
			CompletableFuture<ProcessResult> future = own.exec("kill -STOP $$").start();
			Awaitility.await().until(() -> own.liveCount() == 1);
			executor.shutdown();
			future.cancel(false);
			awaitOutcomes(CommandOutcome.CANCELLED);
		}
	}

	@Test
	void theEngineOfTheJdkIsNoDifferent() {
		propagate(Map.of("traceparent", TRACE));
		try (ProcessTemplate jdk = builder().engine(EngineChoice.JDK).build()) {
			assertThat(jdk.execFile("env").run().stdout()).contains("TRACEPARENT=" + TRACE);
		}
		hasOutcome("env", CommandOutcome.SUCCESS, "0", "none");
	}

	@Test
	void withoutARegistryNothingIsMade() {
		CommandObservations observations = new CommandObservations(ObservationRegistry.NOOP, null);
		List<ProcessRunner.Stage> stages = List.of();
		assertThat(observations.observe(stages, (observedStages) -> {
			assertThat(observedStages).isSameAs(stages);
			return List.of();
		})).isEmpty();
	}

	/** As a handler for tracing does, which is not on the class path. */
	private void propagate(Map<String, String> fields) {
		this.registry.observationConfig().observationHandler(new ObservationHandler<ProcessObservationContext>() {

			@Override
			public void onStart(ProcessObservationContext context) {
				fields.forEach((name, value) -> context.getSetter().set(context.getCarrier(), name, value));
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof ProcessObservationContext;
			}

		});
	}

	private ObservationContextAssert<?> hasOutcome(String command, CommandOutcome outcome, String code, String signal) {
		return single().hasNameEqualTo("forkit.process")
			.hasLowCardinalityKeyValue("command", command)
			.hasLowCardinalityKeyValue("outcome", outcome.name())
			.hasLowCardinalityKeyValue("code", code)
			.hasLowCardinalityKeyValue("signal", signal);
	}

	/** Which has been started and stopped once. */
	private ObservationContextAssert<?> single() {
		return TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasBeenStarted()
			.hasBeenStopped();
	}

	private List<ProcessObservationContext> contexts() {
		AtomicReference<List<ProcessObservationContext>> contexts = new AtomicReference<>(List.of());
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasHandledContextsThatSatisfy((handled) -> contexts.set(handled.stream()
				.filter(ProcessObservationContext.class::isInstance)
				.map(ProcessObservationContext.class::cast)
				.toList()));
		return contexts.get();
	}

	private List<CommandOutcome> outcomes() {
		return contexts().stream().map(ProcessObservationContext::getOutcome).toList();
	}

	private void assertOutcomes(CommandOutcome... outcomes) {
		assertThat(outcomes()).containsExactlyInAnyOrder(outcomes);
	}

	private void awaitOutcomes(CommandOutcome... outcomes) {
		Awaitility.await().untilAsserted(() -> assertOutcomes(outcomes));
	}

}
