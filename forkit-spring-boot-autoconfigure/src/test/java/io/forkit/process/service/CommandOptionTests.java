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

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.forkit.process.OutputLimitException;
import io.forkit.process.ProcessTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for parameters and attributes that say something else of a command than its
 * arguments.
 */
class CommandOptionTests extends AbstractCommandServiceTests {

	@TempDir
	Path directory;

	@Test
	void inputIsReadByTheProgram(@TempDir Path directory) throws Exception {
		Options options = client(Options.class);
		assertThat(options.input("a\nb")).isEqualTo("a\nb");
		assertThat(options.input((String) null)).isEmpty();
		assertThat(options.input(new byte[] { 0, -1, 2 })).containsExactly(0, -1, 2);
		assertThat(options.stream(new ByteArrayInputStream("stream".getBytes()))).isEqualTo("stream");
		Path file = Files.writeString(directory.resolve("input"), "file");
		assertThat(options.file(file)).isEqualTo("file");
		assertThat(options.optionalInput(Optional.of("a"))).isEqualTo("a");
		assertThat(options.optionalInput(Optional.empty())).isEmpty();
	}

	@Test
	void variablesAreAdded() {
		Options options = client(Options.class);
		assertThat(options.variable("a b $(id)", 1)).isEqualTo("a b $(id)/1/has a path");
		assertThat(options.variable(null, 1)).isEqualTo("unset/1/has a path");
	}

	@Test
	void directoryIsWhereTheProgramRuns() throws Exception {
		Options options = client(Options.class);
		assertThat(Path.of(options.directory(this.directory))).isEqualTo(this.directory.toRealPath());
		assertThat(Path.of(options.directory(null))).isEqualTo(Path.of("").toRealPath());
	}

	@Test
	void timeoutEndsTheProgram() {
		Options options = client(Options.class);
		assertThatExceptionOfType(ProcessTimeoutException.class)
			.isThrownBy(() -> options.sleep(30, Duration.ofMillis(50)))
			.satisfies((ex) -> assertThat(ex.getTimeout()).isEqualTo(Duration.ofMillis(50)));
		options.sleep(0, null);
		assertThatIllegalArgumentException().isThrownBy(() -> options.sleep(0, Duration.ZERO))
			.withMessageContaining("'timeout' must be greater than zero");
	}

	@Test
	void attributesOfTheInterfaceAreDefaults() throws Exception {
		this.environment.setProperty("limits.time", "50ms");
		this.environment.setProperty("directory", this.directory.toString());
		Attributes impatient = client(Attributes.class);
		assertThatExceptionOfType(ProcessTimeoutException.class).isThrownBy(() -> impatient.run("sleep 30"))
			.satisfies((ex) -> assertThat(ex.getTimeout()).isEqualTo(Duration.ofMillis(50)));
		this.environment.setProperty("limits.time", "20s");
		Attributes attributes = client(Attributes.class);
		assertThatExceptionOfType(OutputLimitException.class).isThrownBy(() -> attributes.run("echo 123456789"))
			.satisfies((ex) -> assertThat(ex.getLimit().toBytes()).isEqualTo(8));
		assertThat(attributes.run("echo $A,$B")).isEqualTo("1,b=b");
		assertThat(Path.of(attributes.patient("pwd", null))).isEqualTo(this.directory.toRealPath());
	}

	@Test
	void attributesOfTheMethodGoBeforeThoseOfTheInterfaceAndParametersBeforeBoth() {
		this.environment.setProperty("limits.time", "50ms");
		this.environment.setProperty("directory", this.directory.toString());
		Attributes attributes = client(Attributes.class);
		assertThat(attributes.patient("sleep 0.2; echo $A,$B; echo 123456789", null)).isEqualTo("2,b=b\n123456789");
		assertThat(attributes.patient("echo $A,$B", "3")).isEqualTo("3,b=b");
	}

	@Test
	void emptyAttributeIsNone() {
		this.environment.setProperty("limits.time", "");
		this.environment.setProperty("directory", "");
		assertThat(client(Attributes.class).run("echo $A")).isEqualTo("1");
	}

	interface Options {

		@ExecFile("cat")
		String input(@Input @Nullable String text);

		@ExecFile("cat")
		byte[] input(@Input byte[] bytes);

		@ExecFile("cat")
		String stream(@Input InputStream stream);

		@ExecFile("cat")
		String file(@Input Path file);

		@ExecFile("cat")
		String optionalInput(@Input Optional<String> text);

		@ExecFile({ "sh", "-c", "echo ${{VALUE-unset}}/$NUMBER/${{PATH:+has a path}}" })
		String variable(@Env("VALUE") @Nullable String value, @Env("NUMBER") int number);

		@ExecFile("pwd")
		String directory(@Directory @Nullable Path directory);

		@ExecFile({ "sleep", "{seconds}" })
		void sleep(int seconds, @Timeout @Nullable Duration timeout);

	}

	@ExecFile(value = { "sh", "-c" }, timeout = "${limits.time}", maxBuffer = "8B", directory = "${directory}",
			environment = { "A=1", "B=b=b" })
	interface Attributes {

		@ExecFile("{script}")
		String run(String script);

		@ExecFile(value = "{script}", timeout = "PT20S", maxBuffer = "1KB", environment = "A=2")
		String patient(String script, @Env("A") @Nullable String a);

	}

}
