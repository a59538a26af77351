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

package io.forkit.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.forkit.posix.ChildPid;
import io.forkit.posix.EventLoop;
import io.forkit.posix.Signal;
import io.forkit.posix.Spawn;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutputFile} and {@link SilentOutput} as {@link StartOutput}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class StartOutputTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final EventLoop loop = new EventLoop("output-test");

	StartOutputTests() throws IOException {
	}

	@AfterEach
	void close() {
		this.loop.close();
	}

	@Test
	void outputAndErrorsOfASilentWorkerAreSaid() throws Exception {
		SilentOutput output = SilentOutput.open();
		List<String> lines = new CopyOnWriteArrayList<>();
		output.listen((line) -> lines.add(line.line()));
		run(output, "echo begin; echo 'no memory' >&2");
		assertThat(words(output)).isEqualTo("begin\nno memory");
		assertThat(lines).containsExactlyInAnyOrder("begin", "no memory");
	}

	@Test
	void outputOfASilentWorkerIsSaidWhereThereAreNoErrors() throws Exception {
		SilentOutput output = SilentOutput.open();
		run(output, "echo 'Error occurred during initialization of VM'");
		assertThat(words(output)).isEqualTo("Error occurred during initialization of VM");
	}

	@Test
	void nobodyWaitsForWhoeverElseHasTheOutputOnceItIsClosed() throws Exception {
		SilentOutput output = SilentOutput.open();
		try (ChildPid child = start(output, "echo hello; exec sleep 60")) {
			CompletableFuture<@Nullable String> words = output.lastWords();
			assertThat(words).isNotDone();
			output.close();
			assertThat(words.get(30, TimeUnit.SECONDS)).isIn(null, "hello");
			child.signal(Signal.SIGKILL);
			Awaitility.await().atMost(LIMIT).until(child::hasEnded);
			child.reap();
		}
	}

	@Test
	void onlyWhatThisWorkerHasWrittenToAFileIsSaid(@TempDir Path directory) throws Exception {
		Path file = Files.writeString(directory.resolve("worker-0.log"), "of another one\n");
		OutputFile output = OutputFile.open(file);
		assertThat(words(output)).isNull();
		run(output, "echo first; echo second >&2");
		assertThat(words(output)).isEqualTo("first\nsecond");
		assertThat(file).hasContent("of another one\nfirst\nsecond\n");
	}

	@Test
	void aFileThatIsGoneSaysNothing(@TempDir Path directory) throws Exception {
		Path file = directory.resolve("worker-0.log");
		OutputFile output = OutputFile.open(file);
		run(output, "echo lost");
		Files.delete(file);
		assertThat(words(output)).isNull();
	}

	private void run(StartOutput output, String script) throws Exception {
		try (ChildPid child = start(output, script)) {
			Awaitility.await().atMost(LIMIT).until(child::hasEnded);
			child.reap();
		}
	}

	private ChildPid start(StartOutput output, String script) throws IOException {
		Spawn spawn = new Spawn(Path.of("/bin/sh"), bytes("sh", "-c", script), bytes("PATH=/usr/bin:/bin"));
		ChildPid child = output.giveTo(spawn).start();
		output.given();
		output.read(this.loop);
		return child;
	}

	private static List<byte[]> bytes(String... words) {
		return List.of(words).stream().map((word) -> word.getBytes(StandardCharsets.UTF_8)).toList();
	}

	private static @Nullable String words(StartOutput output) throws Exception {
		return output.lastWords().get(30, TimeUnit.SECONDS);
	}

}
