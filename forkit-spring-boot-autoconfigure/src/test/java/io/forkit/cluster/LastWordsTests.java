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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LastWords}.
 */
class LastWordsTests {

	private final LastWords words = new LastWords();

	@Test
	void nothingIsSaidOfSilenceAndOfEmptyLines() {
		assertThat(this.words.text()).isNull();
		write("\n \n");
		assertThat(this.words.text()).isNull();
	}

	@Test
	void bytesAreNotConsumed() {
		ByteBuffer bytes = ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8));
		this.words.add(bytes);
		assertThat(bytes.remaining()).isEqualTo(5);
		assertThat(this.words.text()).isEqualTo("hello");
	}

	@Test
	void onlyTheLastLinesAreKept() {
		for (int i = 0; i < 10_000; i++) {
			write("line " + i + "\n");
		}
		assertThat(this.words.text()).startsWith("line 9985\n").endsWith("\nline 9999");
	}

	@Test
	void aLineThatNeverEndsIsCut() {
		write("x".repeat(100_000) + "!");
		assertThat(this.words.text()).hasSize(1200).startsWith("…x").endsWith("x!");
	}

	@Test
	void theFirstLineOfWhatIsKeptIsAWholeOne() {
		write("ü".repeat(LastWords.MAX_BYTES) + "\nlast\n");
		assertThat(this.words.text()).isEqualTo("last");
	}

	@Test
	void stackFramesAreLeftOut() {
		write("Exception in thread \"main\" java.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)\n"
				+ "Caused by: java.io.IOException: disk\r\n\tat a.B.d(B.java:2)\n\t... 7 more\n");
		assertThat(this.words.text()).isEqualTo("Exception in thread \"main\" java.lang.IllegalStateException: no\n"
				+ "Caused by: java.io.IOException: disk");
	}

	@Test
	void whatEachJvmSaysIsLeftOut() {
		write("Picked up JAVA_TOOL_OPTIONS: -Da=b\nNOTE: Picked up JDK_JAVA_OPTIONS: -Dc=d\n");
		assertThat(this.words.text()).isNull();
	}

	@Test
	void whatCannotBeSeenIsLeftOut() {
		write("\u001B[31mERROR\u001B[0m \u0007grün\tend");
		assertThat(this.words.text()).isEqualTo("ERROR grün\tend");
	}

	private void write(String text) {
		this.words.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

}
