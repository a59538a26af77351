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

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.forkit.posix.Signal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for pipelines.
 */
class PipelineTests extends AbstractProcessTests {

	@TempDir
	Path directory;

	@Test
	void eachProgramReadsWhatTheOneBeforeItWrites() {
		PipelineResult result = this.processes
			.pipeline((p) -> p.execFile("cat").execFile("grep", "-v", "b").exec("wc -l | tr -d {}", " "))
			.input("a\nb\nc\n")
			.run();
		assertThat(result.stdout()).isEqualTo("2\n");
		assertThat(result.results()).hasSize(3).allSatisfy((each) -> assertThat(each.status().isSuccess()).isTrue());
		assertThat(result.results().get(0).stdout()).isEmpty();
	}

	@Test
	void muchGoesThroughManyPrograms() {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		this.processes.pipeline((p) -> p.execFile("cat").execFile("cat").execFile("cat").execFile("cat"))
			.input(new byte[3_000_000])
			.output(output)
			.run();
		assertThat(output.size()).isEqualTo(3_000_000);
	}

	@Test
	void programThatHasWrittenEnoughForTheNextDoesNotFail() {
		PipelineResult result = this.processes.pipeline((p) -> p.execFile("yes").execFile("head", "-n", "2")).run();
		assertThat(result.stdout()).isEqualTo("y\ny\n");
		assertThat(result.results().get(0).status().signal()).contains(Signal.SIGPIPE);
	}

	@Test
	void shellThatSaysSoByItsCodeDoesNotFailEither() {
		PipelineResult result = this.processes
			.pipeline((p) -> p.exec("yes | cat; exit 141").execFile("head", "-n", "1"))
			.run();
		assertThat(result.stdout()).isEqualTo("y\n");
	}

	@Test
	void failureOfAnyProgramIsThatOfThePipeline() {
		assertThatExceptionOfType(ProcessExitException.class)
			.isThrownBy(() -> this.processes.pipeline((p) -> p.exec("echo bad >&2; exit 3").execFile("cat")).run())
			.withMessageContaining("exit code 3")
			.withMessageContaining("bad");
	}

	@Test
	void programThatCannotBeStartedLeavesNoneOfTheOthers() {
		assertThatExceptionOfType(CommandNotFoundException.class).isThrownBy(
				() -> this.processes.pipeline((p) -> p.execFile("sleep", "100").execFile("no-such-program")).run());
		Path file = this.directory.resolve("no-program");
		assertThatExceptionOfType(ProcessStartException.class).isThrownBy(() -> {
			Files.writeString(file, "neither");
			file.toFile().setExecutable(true);
			this.processes.pipeline((p) -> p.execFile("sleep", "100").execFile(file.toString())).run();
		}).satisfies((ex) -> assertThat(ex.getCommand()).containsExactly(file.toString()));
		assertThat(this.processes.liveCount()).isZero();
	}

	@Test
	void timeoutEndsAllPrograms() {
		long before = System.nanoTime();
		assertThatExceptionOfType(ProcessTimeoutException.class)
			.isThrownBy(() -> this.processes.pipeline((p) -> p.execFile("sleep", "100").exec("cat; sleep 100"))
				.timeout(Duration.ofMillis(300))
				.run());
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
		Awaitility.await().until(() -> this.processes.liveCount() == 0);
	}

	@Test
	void cancelEndsAllPrograms() {
		CompletableFuture<PipelineResult> future = this.processes
			.pipeline((p) -> p.execFile("sleep", "100").execFile("sleep", "100"))
			.start();
		Awaitility.await().until(() -> this.processes.liveCount() == 2);
		future.cancel(true);
		Awaitility.await().until(() -> this.processes.liveCount() == 0);
	}

	@Test
	void moreCanBeSaidAboutOneProgram() {
		PipelineResult result = this.processes
			.pipeline((p) -> p.exec("echo $X").with((spec) -> spec.environment("X", "first")).exec("cat; echo $X"))
			.environment("X", "all")
			.run();
		assertThat(result.stdout()).isEqualTo("first\nall\n");
	}

	@Test
	void pipelineNeedsAProgram() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.pipeline((p) -> {
		})).withMessageContaining("'stages'");
	}

}
