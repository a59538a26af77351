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

package io.forkit.process.node;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.classreading.CachingMetadataReaderFactory;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds {@code docs/node-compatibility.md} and the tests together.
 */
class NodeCompatibilityTests {

	private static final Pattern ROW = Pattern.compile("^\\| `((?:test|doc)/[^`]+)` \\| (.*) \\|$", Pattern.MULTILINE);

	// The classes, and what is to be said.
	private static final Pattern COVERED_ROW = Pattern.compile("^(`Node\\w+Tests`(?:, `Node\\w+Tests`)*) \\| .+$");

	private static String document = "";

	/** The classes that have tests for a row. */
	private static Map<String, Set<String>> tested = new TreeMap<>();

	private static Set<String> displayNames = new TreeSet<>();

	@BeforeAll
	static void readBoth() throws Exception {
		document = Files.readString(Path.of("..", "docs", "node-compatibility.md"));
		for (Class<?> type : testClasses()) {
			for (Method method : type.getDeclaredMethods()) {
				DisplayName name = method.getAnnotation(DisplayName.class);
				if (name != null) {
					assertThat(displayNames.add(name.value())).as("%s is the name of one test", name.value()).isTrue();
					tested.computeIfAbsent(row(name.value()), (row) -> new TreeSet<>()).add(type.getSimpleName());
				}
			}
		}
	}

	private static List<Class<?>> testClasses() throws IOException {
		Resource[] files = new PathMatchingResourcePatternResolver()
			.getResources("classpath*:io/forkit/**/Node*Tests.class");
		CachingMetadataReaderFactory reader = new CachingMetadataReaderFactory();
		return Stream.of(files).<Class<?>>map((file) -> {
			try {
				return ClassUtils.resolveClassName(reader.getMetadataReader(file).getClassMetadata().getClassName(),
						NodeCompatibilityTests.class.getClassLoader());
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}).toList();
	}

	private static String row(String displayName) {
		assertThat(displayName).matches("(test|doc)/\\S+: \\S.*");
		return displayName.substring(0, displayName.indexOf(": "));
	}

	@Test
	void everyTestIsInTheTableWithItsClass() {
		Map<String, Set<String>> documented = new TreeMap<>();
		for (MatchResult line : ROW.matcher(section("## Tests of programs", "## Not applicable")).results().toList()) {
			assertThat(line.group(2)).as(line.group(1)).matches(COVERED_ROW);
			String classes = line.group(2).substring(0, line.group(2).indexOf(" |"));
			documented.put(line.group(1),
					Stream.of(classes.replace("`", "").split(", ")).collect(Collectors.toCollection(TreeSet::new)));
		}
		assertThat(documented).isEqualTo(tested);
	}

	@Test
	void noRowIsThereTwice() {
		List<String> rows = rows("## Tests of programs", "## With the engine");
		assertThat(rows).doesNotHaveDuplicates().hasSizeGreaterThan(100);
	}

	@Test
	void whatIsNotTestedIsNotSaidToBe() {
		assertThat(rows("## Not applicable", "## With the engine")).isNotEmpty()
			.doesNotContainAnyElementsOf(tested.keySet());
	}

	@Test
	void whatDoesNotHoldWithTheEngineOfTheJdkIsListedWithItsReason() {
		Map<String, String> documented = ROW.matcher(section("## With the engine", ""))
			.results()
			.collect(Collectors.toMap((line) -> line.group(1), (line) -> line.group(2)));
		assertThat(documented).isEqualTo(EngineRows.NOT_WITH_JDK);
		assertThat(EngineRows.NOT_WITH_JDK.keySet())
			.allSatisfy((beginning) -> assertThat(displayNames).anyMatch((name) -> name.startsWith(beginning)));
	}

	private static List<String> rows(String from, String to) {
		return ROW.matcher(section(from, to)).results().map((line) -> line.group(1)).toList();
	}

	private static String section(String from, String to) {
		int start = document.indexOf(from);
		int end = to.isEmpty() ? document.length() : document.indexOf(to);
		assertThat(start).isBetween(0, end);
		return document.substring(start, end);
	}

}
