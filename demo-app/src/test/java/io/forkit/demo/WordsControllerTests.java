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
