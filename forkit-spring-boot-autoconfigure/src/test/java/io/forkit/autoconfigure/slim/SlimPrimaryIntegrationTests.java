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

package io.forkit.autoconfigure.slim;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the primary runs nothing of the application, with a real one.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class SlimPrimaryIntegrationTests {

	private static final String[] PARTS = { "data-source", "runner", "scheduled", "initializer", "source",
			"after-run" };

	private static final String READY = "Cluster is ready: 2 workers";

	private static final String SOURCE = "--spring.main.sources=" + FootprintApplication.OfProperty.class.getName();

	@TempDir
	private Path footprints;

	@TempDir
	private Path generated;

	@ParameterizedTest
	@ValueSource(strings = { "--spring.main.lazy-initialization=false", "--spring.main.lazy-initialization=true" })
	void everythingOfTheApplicationHappensInTheWorkersOnly(String argument) throws Exception {
		try (Jvm primary = start(List.of(), argument)) {
			primary.awaitOutput(READY);
			Set<Long> workers = primary.workers();
			assertThat(workers).hasSize(2).doesNotContain(primary.pid());
			List<String> parts = new ArrayList<>(List.of(PARTS));
			if (argument.endsWith("true")) {
				parts.removeAll(List.of("data-source", "initializer", "source"));
			}
			awaitFootprints(parts, workers);
			primary.terminate();
			assertThat(primary.awaitExit()).as(primary.output()).isEqualTo(143);
			assertThat(primary.processes()).isEmpty();
			assertFootprints(parts, workers);
		}
	}

	@Test
	void aRunnerThatAnInitializerHasMadeRunsInTheWorkersOnly() throws Exception {
		try (Jvm primary = start(List.of())) {
			primary.awaitOutput(READY);
			awaitFootprints(List.of("singleton-runner", "after-run"), primary.workers());
		}
	}

	@Test
	void anApplicationContextFactoryOfTheApplicationIsUsedInTheWorkersOnly() throws Exception {
		try (Jvm primary = start(List.of("-D" + FootprintApplication.OWN_FACTORY + "=true"))) {
			primary.awaitOutput(READY);
			awaitFootprints(List.of("context", "data-source", "after-run"), primary.workers());
		}
	}

	@Test
	void aJvmThatAWorkerStartsIsNoWorker() throws Exception {
		try (Jvm primary = start(List.of("-D" + FootprintApplication.NESTED + "=true"))) {
			primary.awaitOutput(READY);
			assertThat(Footprint.find(this.footprints, "nested-single")).hasSize(2)
				.doesNotContainAnyElementsOf(primary.workers());
			assertThat(Footprint.find(this.footprints, "nested-worker")).isEmpty();
		}
	}

	@Test
	void aWorkerThatFailsAtTheStartEndsThePrimaryWithOneReport() throws Exception {
		try (Jvm primary = start(List.of("-D" + FootprintApplication.FAIL + "=true"))) {
			assertThat(primary.awaitExit()).as(primary.output()).isEqualTo(1);
			assertThat(primary.processes()).isEmpty();
			assertThat(primary.output()).containsOnlyOnce("APPLICATION FAILED TO START")
				.containsOnlyOnce("The cluster could not be started.")
				.containsPattern("Worker \\d \\(slot \\d, pid \\d+\\) ended with exit code 1 before it was ready")
				.contains("no connection");
			assertThat(Footprint.find(this.footprints, "data-source")).isSubsetOf(primary.workers());
			assertThat(Footprint.find(this.footprints, "after-run")).isEmpty();
		}
	}

	@Test
	void theOnlyWorkerThatFailsAtTheStartIsTheReportedReason() throws Exception {
		try (Jvm primary = start(List.of("-D" + FootprintApplication.FAIL + "=true"), "--forkit.cluster.workers=1")) {
			assertThat(primary.awaitExit()).as(primary.output()).isEqualTo(1);
			assertThat(primary.output()).containsOnlyOnce("APPLICATION FAILED TO START")
				.containsPattern("Worker 1 \\(slot 0, pid \\d+\\) ended with exit code 1 before it was ready");
		}
	}

	@Test
	void anInvalidPropertyIsReportedBeforeAnythingIsStarted() throws Exception {
		try (Jvm primary = start(List.of(), "--forkit.cluster.workers=lots")) {
			assertThat(primary.awaitExit()).isEqualTo(1);
			assertThat(primary.output()).containsOnlyOnce("APPLICATION FAILED TO START")
				.contains("'forkit.cluster.workers' has the value 'lots'");
			assertThat(this.footprints).isEmptyDirectory();
		}
	}

	@Test
	void aTrainingRunDoesNotFork() throws Exception {
		try (Jvm jvm = start(List.of("-Dspring.context.exit=onRefresh"))) {
			assertThat(jvm.awaitExit()).as(jvm.output()).isZero();
			assertThat(Footprint.find(this.footprints, "data-source")).containsExactly(jvm.pid());
			assertThat(jvm.workers()).isEmpty();
		}
	}

	@Test
	void aotProcessingDoesNotFork() throws Exception {
		try (Jvm jvm = start(List.of("-Dspring.aot.processing=true"))) {
			awaitFootprints(List.of("data-source", "after-run"), Set.of(jvm.pid()));
			assertThat(jvm.processes()).containsExactly(jvm.pid());
		}
	}

	@Test
	void processAotDoesNotForkAndWhatItGeneratesRunsInTheWorkersOnly() throws Exception {
		try (Jvm jvm = Jvm.start("-cp", classPath(), "-D" + Footprint.DIRECTORY + "=" + this.footprints,
				"org.springframework.boot.SpringApplicationAotProcessor", FootprintApplication.class.getName(),
				generated("sources"), generated("resources"), generated("classes"), "io.forkit", "footprints",
				"--forkit.cluster.workers=2", SOURCE)) {
			assertThat(jvm.awaitExit()).as(jvm.output()).isZero();
			assertThat(jvm.workers()).isEmpty();
			assertThat(this.footprints).isEmptyDirectory();
		}
		compileGeneratedSources();
		String classPath = String.join(File.pathSeparator, generated("classes"), generated("resources"), classPath());
		try (Jvm primary = Jvm.start("-cp", classPath, "-Dspring.aot.enabled=true",
				"-D" + Footprint.DIRECTORY + "=" + this.footprints, FootprintApplication.class.getName(),
				"--forkit.cluster.workers=2", SOURCE)) {
			primary.awaitOutput(READY);
			awaitFootprints(List.of(PARTS), primary.workers());
		}
	}

	private void compileGeneratedSources() throws Exception {
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-cp", classPath(), "-d", generated("classes")));
		try (Stream<Path> files = Files.walk(Path.of(generated("sources")))) {
			files.map(Path::toString).filter((file) -> file.endsWith(".java")).forEach(arguments::add);
		}
		assertThat(arguments)
			.anyMatch((file) -> file.endsWith("FootprintApplication__ApplicationContextInitializer.java"));
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.isZero();
	}

	private String generated(String kind) {
		return this.generated.resolve(kind).toString();
	}

	private Jvm start(List<String> jvmArguments, String... arguments) throws Exception {
		List<String> all = new ArrayList<>(jvmArguments);
		all.addAll(List.of("-cp", classPath(), "-D" + Footprint.DIRECTORY + "=" + this.footprints,
				FootprintApplication.class.getName(), SOURCE));
		if (Arrays.stream(arguments).noneMatch((argument) -> argument.startsWith("--forkit.cluster.workers="))) {
			all.add("--forkit.cluster.workers=2");
		}
		all.addAll(List.of(arguments));
		return Jvm.start(all.toArray(String[]::new));
	}

	private void awaitFootprints(List<String> parts, Set<Long> pids) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertFootprints(parts, pids));
	}

	private void assertFootprints(List<String> parts, Set<Long> pids) {
		assertThat(parts).allSatisfy((part) -> assertThat(Footprint.find(this.footprints, part)).isEqualTo(pids));
	}

	private static String classPath() {
		return System.getProperty("java.class.path");
	}

}
