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

package io.forkit.posix;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Pipe} and {@link NativeBuffer}.
 */
@EnabledOnOs(OS.LINUX)
class PipeTests {

	private final NativeBuffer buffer = new NativeBuffer(4);

	@Test
	void bytesComeOutAsTheyWentIn() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			byte[] bytes = "abcdefg".getBytes(StandardCharsets.UTF_8);
			assertThat(this.buffer.writeTo(pipe.writeEnd(), bytes, 1, 6)).as("one buffer at most").isEqualTo(4);
			assertThat(this.buffer.readFrom(pipe.readEnd())).isEqualTo(4);
			byte[] target = new byte[5];
			this.buffer.get(target, 1, 4);
			assertThat(new String(target, 1, 4, StandardCharsets.UTF_8)).isEqualTo("bcde");
		}
	}

	@Test
	void nothingToReadIsToldApartFromTheEnd() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			pipe.readEnd().setNonBlocking(true);
			assertThat(this.buffer.readFrom(pipe.readEnd())).isEqualTo(NativeBuffer.WOULD_BLOCK);
			pipe.writeEnd().close();
			assertThat(this.buffer.readFrom(pipe.readEnd())).isEqualTo(NativeBuffer.END_OF_FILE);
		}
	}

	@Test
	void fullPipeWouldBlock() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			pipe.writeEnd().setNonBlocking(true);
			NativeBuffer large = new NativeBuffer(1024 * 1024);
			byte[] bytes = new byte[1024 * 1024];
			assertThat(large.writeTo(pipe.writeEnd(), bytes, 0, bytes.length)).isBetween(1, bytes.length - 1);
			assertThat(large.writeTo(pipe.writeEnd(), bytes, 0, bytes.length)).isEqualTo(NativeBuffer.WOULD_BLOCK);
		}
	}

	@Test
	void writingToNobodyIsAnErrorAndNoSignal() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			pipe.readEnd().close();
			assertThatExceptionOfType(ErrnoException.class)
				.isThrownBy(() -> this.buffer.writeTo(pipe.writeEnd(), new byte[1], 0, 1))
				.withMessage("write failed: EPIPE (Broken pipe)");
		}
	}

	@Test
	void thisMachineIsSupported() {
		assertThat(PosixSupport.missing()).isNull();
	}

}
