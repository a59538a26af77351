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
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.springframework.core.io.ClassPathResource;

/**
 * Counts the words of the demo's text without any program.
 */
final class Words {

	private Words() {
	}

	static List<WordsController.WordCount> mostFrequent(int top) throws IOException {
		Map<String, Integer> counts = new TreeMap<>();
		try (InputStream in = new ClassPathResource("gettysburg-address.txt").getInputStream()) {
			String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
			Stream.of(text.split("[^a-z]+"))
				.filter((word) -> !word.isEmpty())
				.forEach((word) -> counts.merge(word, 1, Integer::sum));
		}
		return counts.entrySet()
			.stream()
			.map((entry) -> new WordsController.WordCount(entry.getKey(), entry.getValue()))
			.sorted(Comparator.comparing(WordsController.WordCount::count)
				.reversed()
				.thenComparing(WordsController.WordCount::word))
			.limit(top)
			.toList();
	}

}
