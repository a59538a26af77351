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

import java.time.Duration;
import java.util.List;

import io.forkit.process.ProcessResult;
import io.forkit.process.ProcessTemplate;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Counts the words of a text with a shell pipeline.
 */
@RestController
class WordsController {

	private static final int MAX_TOP = 100;

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final String PIPELINE = "tr -cs '[:alpha:]' '[\\n*]' < {} | tr '[:upper:]' '[:lower:]' | grep ."
			+ " | sort | uniq -c | sort -k 1,1nr -k 2 | head -n {}";

	private final ProcessTemplate processes;

	private final TextFile text;

	WordsController(ProcessTemplate processes, TextFile text) {
		this.processes = processes;
		this.text = text;
	}

	@GetMapping("/words")
	List<WordCount> words(@RequestParam(defaultValue = "10") int top) {
		if (top < 1 || top > MAX_TOP) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "'top' must be between 1 and " + MAX_TOP);
		}
		ProcessResult result = this.processes.exec(PIPELINE, this.text.path().toString(), Integer.toString(top))
			.environment("LC_ALL", "C")
			.timeout(TIMEOUT)
			.run();
		return result.stdout().lines().map(WordCount::parse).toList();
	}

	/**
	 * How often a word occurs.
	 *
	 * @param word the word, in lower case
	 * @param count the number of times
	 */
	record WordCount(String word, int count) {

		/**
		 * Parse a line as {@code uniq -c} prints it.
		 * @param line the line
		 * @return the word and its count
		 */
		static WordCount parse(String line) {
			String[] parts = line.strip().split(" ", 2);
			return new WordCount(parts[1], Integer.parseInt(parts[0]));
		}

	}

}
