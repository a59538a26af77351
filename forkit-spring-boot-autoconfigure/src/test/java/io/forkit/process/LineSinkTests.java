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

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LineSink}.
 */
class LineSinkTests {

	@Test
	void linesEndAsForABufferedReader() {
		assertThat(lines("a\nb\r\nc\rd\n\ne", StandardCharsets.UTF_8, 1000)).containsExactly("a", "b", "c", "d", "",
				"e");
	}

	@Test
	void nothingIsNoLine() {
		assertThat(lines("", StandardCharsets.UTF_8, 1)).isEmpty();
		assertThat(lines("a\n", StandardCharsets.UTF_8, 1)).containsExactly("a");
	}

	@Test
	void charactersAndLineEndsMayBeSplitAnywhere() {
		String text = "aäö€😀\r\nß\r\n\rx😀";
		for (int size = 1; size < 12; size++) {
			assertThat(lines(text, StandardCharsets.UTF_8, size)).as("pieces of %d bytes", size)
				.containsExactly("aäö€😀", "ß", "", "x😀");
			assertThat(lines(text, StandardCharsets.UTF_16LE, size)).as("pieces of %d bytes", size)
				.containsExactly("aäö€😀", "ß", "", "x😀");
		}
	}

	@Test
	void bytesThatAreNoCharactersAreReplaced() {
		List<String> lines = new ArrayList<>();
		LineSink sink = new LineSink(StandardCharsets.UTF_8, lines::add);
		sink.write(ByteBuffer.wrap(new byte[] { 'a', (byte) 0xff, 'b', '\n', (byte) 0xe2, (byte) 0x82 }));
		sink.end();
		assertThat(lines).containsExactly("a\ufffdb", "\ufffd");
	}

	@Test
	void lineThatDoesNotEndComesInPieces() {
		List<String> lines = lines("x".repeat(2_500_000), StandardCharsets.US_ASCII, 65536);
		assertThat(lines).hasSize(3);
		assertThat(String.join("", lines)).hasSize(2_500_000);
	}

	@Test
	void consumerThatFailsGetsTheNextLine() {
		List<String> lines = new ArrayList<>();
		LineSink sink = new LineSink(StandardCharsets.UTF_8, (line) -> {
			lines.add(line);
			throw new IllegalStateException("expected");
		});
		sink.write(ByteBuffer.wrap("a\nb\n".getBytes()));
		assertThat(lines).containsExactly("a", "b");
	}

	private static List<String> lines(String text, Charset charset, int size) {
		List<String> lines = new ArrayList<>();
		LineSink sink = new LineSink(charset, lines::add);
		byte[] bytes = text.getBytes(charset);
		for (int start = 0; start < bytes.length; start += size) {
			sink.write(ByteBuffer.wrap(bytes, start, Math.min(size, bytes.length - start)));
		}
		sink.end();
		return lines;
	}

}
