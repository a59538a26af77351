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

package io.forkit.process.service;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.forkit.posix.Children;
import io.forkit.posix.Signal;
import io.forkit.process.ExitStatus;
import io.forkit.process.ProcessExitException;
import io.forkit.process.ProcessResult;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what methods return.
 */
class CommandResultTests extends AbstractCommandServiceTests {

	private final Results results = client(Results.class);

	@Test
	void voidRunsTheProgram(@TempDir Path directory) {
		Path file = directory.resolve("a b");
		this.results.touch(file);
		assertThat(file).exists();
	}

	@Test
	void stringIsTheOutputWithoutTheLastLineBreak() {
		assertThat(this.results.text("a\\n\\nb\\n")).isEqualTo("a\n\nb");
		assertThat(this.results.text("a\\n\\n")).isEqualTo("a\n");
		assertThat(this.results.text("a\\r\\n")).isEqualTo("a");
		assertThat(this.results.text(" a ")).isEqualTo(" a ");
		assertThat(this.results.text("")).isEmpty();
	}

	@Test
	void listHasTheLines() {
		assertThat(this.results.lines("a b\\n\\nc\\r\\nd")).containsExactly("a b", "", "c", "d");
		assertThat(this.results.lines("")).isEmpty();
	}

	@Test
	void streamHasTheLines() {
		try (Stream<String> lines = this.results.stream("a b\\n\\nc\\n")) {
			assertThat(lines).containsExactly("a b", "", "c");
		}
	}

	@Test
	void bytesAreTheOutput() {
		assertThat(this.results.bytes("\\001\\377\\n")).containsExactly(1, -1, '\n');
	}

	@Test
	void resultHasEverything() {
		ProcessResult result = this.results.result("echo out; echo err >&2");
		assertThat(result.stdout()).isEqualTo("out\n");
		assertThat(result.stderr()).isEqualTo("err\n");
		assertThat(result.command()).containsExactly("sh", "-c", "echo out; echo err >&2");
	}

	@Test
	void anyOtherCodeThanZeroFails() {
		for (Runnable call : List.<Runnable>of(() -> this.results.fail("exit 3"), () -> this.results.result("exit 3"),
				() -> this.results.number("exit 3"), () -> this.results.isSuccess("exit 3"))) {
			assertThatExceptionOfType(ProcessExitException.class).isThrownBy(call::run)
				.satisfies((ex) -> assertThat(ex.getResult().status().code()).hasValue(3));
		}
	}

	@Test
	void booleanIsWhetherTheCodeIsZeroOrOne() {
		assertThat(this.results.isSuccess("exit 0")).isTrue();
		assertThat(this.results.isSuccess("exit 1")).isFalse();
		assertThat(this.results.isBoxedSuccess("exit 1")).isFalse();
		assertThatExceptionOfType(ProcessExitException.class).isThrownBy(() -> this.results.isSuccess("kill -HUP $$"));
	}

	@Test
	void statusIsThatOfAnyEnd() {
		assertThat(this.results.status("exit 0").isSuccess()).isTrue();
		assertThat(this.results.status("exit 137").code()).hasValue(137);
		assertThat(this.results.status("kill -KILL $$").signal()).hasValue(Signal.SIGKILL);
	}

	@Test
	void otherTypesAreReadFromJson() {
		String json = "{\"name\": \"a b\", \"size\": 3}";
		assertThat(this.results.file(json)).isEqualTo(new FileInfo("a b", 3));
		assertThat(this.results.files("[" + json + "]")).containsExactly(new FileInfo("a b", 3));
		assertThat(this.results.filesByName("{\"x\": [" + json + "]}"))
			.isEqualTo(Map.of("x", List.of(new FileInfo("a b", 3))));
		assertThat(this.results.tree(json).get("size").asInt()).isEqualTo(3);
		assertThat(this.results.anything(json)).isEqualTo(new LinkedHashMap<>(Map.of("name", "a b", "size", 3)));
		assertThat((Object) this.results.raw("[1, \"a\"]")).isEqualTo(List.of(1, "a"));
		assertThat(this.results.array("[\"a\"]")).containsExactly("a");
		assertThat(this.results.number("echo 42")).isEqualTo(42);
		assertThat(this.results.file("null")).isNull();
	}

	@Test
	void typesAreThoseOfTheInterfaceThatIsUsed() {
		assertThat(client(FileReader.class).read("{\"name\": \"a\", \"size\": 1}")).isEqualTo(new FileInfo("a", 1));
		assertThat(client(TextReader.class).read("{}")).isEqualTo("{}");
	}

	@Test
	void outputThatIsNoSuchJsonFails() {
		assertThatExceptionOfType(OutputConversionException.class).isThrownBy(() -> this.results.file("oops"))
			.withMessageStartingWith("The output of [printf ")
			.withMessageContaining("cannot be read as " + FileInfo.class.getName() + ": ")
			.withMessageContaining("oops")
			.satisfies((ex) -> assertThat(ex.getResult().stdout()).isEqualTo("oops"));
		assertThatExceptionOfType(OutputConversionException.class).isThrownBy(() -> this.results.number("true"));
	}

	@Test
	void converterCanBeReplaced() {
		CommandServiceProxyFactory snakes = CommandServiceProxyFactory.builder(processes)
			.outputConverter(new JsonOutputConverter(
					JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build()))
			.build();
		assertThat(snakes.createClient(Snakes.class).read("{\"snake_length\": 3}")).isEqualTo(new Snake(3));
		CommandServiceProxyFactory own = CommandServiceProxyFactory.builder(processes)
			.outputConverter((type) -> (result) -> new Snake(result.stdout().length()))
			.build();
		assertThat(own.createClient(Snakes.class).read("ssss")).isEqualTo(new Snake(4));
	}

	@Test
	void futureCompletesWithAnyOfThese() throws Exception {
		assertThat(this.results.later("echo a; echo b").get()).isEqualTo("a\nb");
		assertThat(this.results.laterAsLines("echo a; echo b").toCompletableFuture().get()).containsExactly("a", "b");
		assertThat(this.results.laterAsFile("{\"name\": \"a\", \"size\": 1}").get()).isEqualTo(new FileInfo("a", 1));
		assertThat(this.results.laterDone("exit 0").get()).isNull();
		assertThat(this.results.laterSuccess("exit 1").get()).isFalse();
		assertThat(this.results.laterStatus("exit 7").get().code()).hasValue(7);
	}

	@Test
	void futureFailsAsTheCommandDoes() {
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> this.results.later("exit 3").get())
			.withCauseInstanceOf(ProcessExitException.class);
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> this.results.laterSuccess("exit 3").join())
			.withCauseInstanceOf(ProcessExitException.class);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> this.results.laterAsFile("oops").get())
			.withCauseInstanceOf(OutputConversionException.class);
	}

	@Test
	void cancellingTheFutureEndsTheProgram(@TempDir Path directory) throws Exception {
		Path file = directory.resolve("pid");
		CompletableFuture<String> future = this.results
			.later("echo $$ > " + file + ".tmp; mv " + file + ".tmp " + file + "; exec sleep 60");
		Awaitility.await().until(() -> Files.exists(file));
		long pid = Long.parseLong(Files.readString(file).trim());
		assertThat(Children.isRunning(pid)).isTrue();
		assertThat(future.cancel(false)).isTrue();
		Awaitility.await().until(() -> !Children.isRunning(pid));
	}

	interface Results {

		@ExecFile({ "touch", "--", "{file}" })
		void touch(Path file);

		@ExecFile({ "printf", "{format}" })
		String text(String format);

		@ExecFile({ "printf", "{format}" })
		List<String> lines(String format);

		@ExecFile({ "printf", "{format}" })
		Stream<String> stream(String format);

		@ExecFile({ "printf", "{format}" })
		byte[] bytes(String format);

		@ExecFile({ "sh", "-c", "{script}" })
		void fail(String script);

		@ExecFile({ "sh", "-c", "{script}" })
		ProcessResult result(String script);

		@ExecFile({ "sh", "-c", "{script}" })
		boolean isSuccess(String script);

		@ExecFile({ "sh", "-c", "{script}" })
		Boolean isBoxedSuccess(String script);

		@ExecFile({ "sh", "-c", "{script}" })
		ExitStatus status(String script);

		@ExecFile({ "sh", "-c", "{script}" })
		int number(String script);

		@ExecFile({ "printf", "{json}" })
		FileInfo file(String json);

		@ExecFile({ "printf", "{json}" })
		List<FileInfo> files(String json);

		@ExecFile({ "printf", "{json}" })
		Map<String, List<FileInfo>> filesByName(String json);

		@ExecFile({ "printf", "{json}" })
		JsonNode tree(String json);

		@ExecFile({ "printf", "{json}" })
		Map<String, ?> anything(String json);

		@ExecFile({ "printf", "{json}" })
		@SuppressWarnings("rawtypes")
		List raw(String json);

		@ExecFile({ "printf", "{json}" })
		String[] array(String json);

		@ExecFile({ "sh", "-c", "{script}" })
		CompletableFuture<String> later(String script);

		@ExecFile({ "sh", "-c", "{script}" })
		CompletionStage<List<String>> laterAsLines(String script);

		@ExecFile({ "printf", "{json}" })
		Future<FileInfo> laterAsFile(String json);

		@ExecFile({ "sh", "-c", "{script}" })
		Future<Void> laterDone(String script);

		@ExecFile({ "sh", "-c", "{script}" })
		CompletableFuture<Boolean> laterSuccess(String script);

		@ExecFile({ "sh", "-c", "{script}" })
		CompletableFuture<ExitStatus> laterStatus(String script);

	}

	interface Reader<T> {

		@ExecFile({ "printf", "{json}" })
		T read(String json);

	}

	interface FileReader extends Reader<FileInfo> {

	}

	interface TextReader extends Reader<String> {

	}

	interface Snakes extends Reader<Snake> {

	}

	record FileInfo(String name, int size) {

	}

	record Snake(int snakeLength) {

	}

}
