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

import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Overflow}.
 */
class OverflowTests extends AbstractProcessTests {

	@Test
	void programRunsOnWhereItsOutputIsTruncated() {
		ProcessResult result = this.processes.exec("head -c 500000 /dev/zero | tr '\\0' x; echo end >&2; exit 0")
			.maxBuffer(DataSize.ofBytes(1000))
			.overflow(Overflow.TRUNCATE)
			.run();
		assertThat(result.stdout()).isEqualTo("x".repeat(1000));
		assertThat(result.stderr()).isEqualTo("end\n");
		assertThat(result.outputTruncated()).isTrue();
	}

	@Test
	void characterIsNotCutInTwo() {
		ProcessResult result = this.processes.execFile("printf", "aäöü€😀")
			.maxBuffer(DataSize.ofBytes(12))
			.overflow(Overflow.TRUNCATE)
			.run();
		assertThat(result.stdoutBytes()).hasSize(12);
		assertThat(result.stdout()).isEqualTo("aäöü€");
	}

	@Test
	void everythingIsInTheFileWhereOutputIsSpilled() throws Exception {
		ProcessResult result = this.processes.exec("seq 1 200000; seq 1 10 >&2")
			.maxBuffer(DataSize.ofKilobytes(1))
			.overflow(Overflow.SPILL)
			.run();
		Path file = result.stdoutFile().orElseThrow();
		try {
			assertThat(Files.readAllLines(file)).hasSize(200_000).startsWith("1", "2").endsWith("200000");
			assertThat(result.stdoutBytes()).hasSize(1024);
			assertThat(result.stderr()).startsWith("1\n2\n").endsWith("10\n");
			assertThat(result.stderrFile()).isEmpty();
			assertThat(result.outputTruncated()).isFalse();
		}
		finally {
			Files.delete(file);
		}
	}

	@Test
	void spilledOutputIsKeptWhenTheProgramIsEnded() throws Exception {
		CommandSpec spec = this.processes.exec("seq 1 2000; exec sleep 100")
			.maxBuffer(DataSize.ofKilobytes(1))
			.overflow(Overflow.SPILL)
			.timeout(Duration.ofMillis(500));
		assertThatExceptionOfType(ProcessTimeoutException.class).isThrownBy(spec::run).satisfies((ex) -> {
			Path file = ex.getResult().orElseThrow().stdoutFile().orElseThrow();
			assertThat(Files.readAllLines(file)).hasSize(2000);
			Files.delete(file);
		});
	}

}
