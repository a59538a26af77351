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

package io.forkit.demo;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WordsController.WordCount} and {@link TextFile}.
 */
class WordsControllerTests {

	@Test
	void lineOfPipelineIsParsed() {
		assertThat(WordsController.WordCount.parse("     13 that"))
			.isEqualTo(new WordsController.WordCount("that", 13));
	}

	@Test
	void textIsFileWhileApplicationRuns() throws IOException {
		TextFile text = new TextFile(new ClassPathResource("gettysburg-address.txt"));
		assertThat(text.path()).content().startsWith("Four score and seven years ago");
		text.destroy();
		assertThat(text.path()).doesNotExist();
	}

	@Test
	void expectationOfOtherTestsIsRight() throws IOException {
		assertThat(Words.mostFrequent(2)).containsExactly(new WordsController.WordCount("that", 13),
				new WordsController.WordCount("the", 11));
	}

}
