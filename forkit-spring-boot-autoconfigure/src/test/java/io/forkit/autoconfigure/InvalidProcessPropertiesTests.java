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

package io.forkit.autoconfigure;

import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.UrlResource;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what cannot be used keeps an application from starting, with the property,
 * the value and what to do.
 */
class InvalidProcessPropertiesTests {

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ForkitProcessAutoConfiguration.class));

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			textBlock = """
					timeout              | soon    | that is no duration                       | such as 500ms, 30s or 2m
					timeout              | 0s      | no program can run in no time             | such as 30s, or remove it
					timeout              | -5s     | no program can run in no time             | such as 30s, or remove it
					kill-signal          | HUPP    | that is no signal                         | SIGHUP, SIGINT
					kill-grace           | -1s     | a duration must not be negative           | such as 500ms or 5s
					drain-timeout        | -1s     | a duration must not be negative           | such as 500ms or 5s
					kill-descendants     | perhaps | that is no boolean                        | true or false
					max-buffer           | much    | that is no size                           | such as 512KB or 10MB
					max-buffer           | -1KB    | a size must not be negative               | such as 512KB or 10MB
					overflow             | burst   | that is no overflow                       | fail, truncate, spill
					charset              | runes   | that is no charset                        | such as UTF-8
					shell                | ''      | it names no shell                         | such as /bin/bash
					engine               | steam   | that is no engine choice                  | auto, native, jdk
					max-concurrent       | 0       | no command could ever run                 | 1 or more
					max-concurrent       | many    | that is no integer                        | a whole number
					allowed-executables  | a,b/c   | it does not consist of names              | such as git
					allowed-executables  | /usr/[  | it does not consist of names              | such as git
					queue-capacity       | 5       | no command ever waits without 'forkit.process.max-concurrent' | Set that property
					queue-timeout        | 5s      | no command ever waits without 'forkit.process.max-concurrent' | Set that property
							no-new-privileges    | 2       | that is no boolean                        | true or false
					limits.memory        | 0B      | no program can run without memory         | such as 512MB
					limits.cpu-time      | 0s      | no program can run in no time             | such as 30s
					limits.open-files    | 2       | each program has three open files         | 3 or more
					limits.processes     | 0       | a program is a process itself             | 1 or more
					limits.file-size     | -1B     | a size must not be negative               | such as 100MB
					fork.queue-limit     | 0B      | no message could ever be sent             | such as 1MB
					fork.queue-policy    | drop    | that is no queue policy                   | block, fail, drop-oldest
					fork.block-timeout   | -1s     | a duration must not be negative           | such as 500ms or 5s
					fork.max-message-size | 0B     | no message could ever be taken            | such as 64MB
					fork.request-timeout | 0s      | nothing can be answered in no time        | such as 500ms or 5s
					fork.end-with-parent | perhaps | that is no boolean                        | true or false
					fork.java            | /no/java | it names no program                     | path of a program
					fork.node            | ''      | it names no program                       | path of a program
					fork.class-data.directory | ''  | it names no directory                     | path of a directory
					timeout              | 106751991167300d | nobody can wait for so long      | 3650d or less
					kill-grace           | 3651d   | nobody can wait for so long               | 3650d or less
					drain-timeout        | 3651d   | nobody can wait for so long               | 3650d or less
					queue-timeout        | 3651d   | nobody can wait for so long               | 3650d or less
					limits.cpu-time      | 3651d   | nobody can wait for so long               | 3650d or less
					fork.block-timeout   | 106751991167300d | nobody can wait for so long      | 3650d or less
					fork.request-timeout | 3651d   | nobody can wait for so long               | 3650d or less
					mask                 | (       | that is no regular expression             | regular expression as Java has them
					""")
	void whatCannotBeUsedIsReported(String name, String value, String reason, String fix) {
		FailureAnalysis analysis = analyze("forkit.process." + name + "=" + value);
		assertThat(analysis.getDescription()).startsWith("The property 'forkit.process." + name)
			.contains("has the value '" + value + "', but " + reason);
		assertThat(analysis.getAction()).contains(fix);
	}

	@Test
	void whatIsWrongWithAQueueIsReported() {
		assertThat(analyze("forkit.process.max-concurrent=1", "forkit.process.queue-capacity=-1").getDescription())
			.isEqualTo("The property 'forkit.process.queue-capacity' has the value '-1', "
					+ "but no fewer than no commands can wait.");
		assertThat(analyze("forkit.process.max-concurrent=1", "forkit.process.queue-timeout=0").getDescription())
			.startsWith("The property 'forkit.process.queue-timeout' has the value '0', but nothing can come");
	}

	@Test
	void whatCannotBeTheNameOfAVariableIsReported() {
		FailureAnalysis analysis = analyze(this.runner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("own", Map.of("forkit.process.environment.set[A=B]", "c")))));
		assertThat(analysis.getDescription()).isEqualTo("The property 'forkit.process.environment.set[A=B]' "
				+ "has the value 'c', but no variable can have this name or value.");
	}

	@Test
	void whereAValueComesFromIsReported() {
		assertThat(analyze("forkit.process.timeout=soon").getDescription()).contains("It comes from");
	}

	@Test
	void allPropertiesAreInTheReference() throws Exception {
		String reference = Files.readString(Path.of("..", "docs", "process.md"));
		StringBuilder metadata = new StringBuilder();
		for (URL url : Collections.list(getClass().getClassLoader().getResources(METADATA))) {
			metadata.append(new UrlResource(url).getContentAsString(StandardCharsets.UTF_8));
		}
		assertThat(Pattern.compile("\"name\": \"(forkit\\.process\\.[^\"]+)\",\\s+\"type\": \"(?!io.forkit.auto)")
			.matcher(metadata)
			.results()
			.map((property) -> property.group(1))).hasSizeGreaterThan(20)
			.allSatisfy((property) -> assertThat(reference).containsAnyOf("`" + property + "`", "`" + property + "[",
					"`" + property.substring(property.lastIndexOf('.')) + "`"));
	}

	@Test
	void whatIsNotOfForkitIsLeftToBoot() {
		ForkitBindFailureAnalyzer analyzer = new ForkitBindFailureAnalyzer();
		new ApplicationContextRunner().withUserConfiguration(ServerConfiguration.class)
			.withPropertyValues("other.timeout=soon")
			.run((context) -> assertThat(analyzer.analyze(context.getStartupFailure())).isNull());
	}

	private FailureAnalysis analyze(String... properties) {
		return analyze(this.runner.withPropertyValues(properties));
	}

	/** As Boot does: the first analyzer that knows, its own included. */
	private static FailureAnalysis analyze(ApplicationContextRunner application) {
		FailureAnalysis[] first = new FailureAnalysis[1];
		application.run((context) -> {
			assertThat(context).hasFailed();
			first[0] = analyzers().stream()
				.map((analyzer) -> analyzer.analyze(context.getStartupFailure()))
				.filter((analysis) -> analysis != null)
				.findFirst()
				.orElseThrow();
		});
		return first[0];
	}

	private static List<FailureAnalyzer> analyzers() {
		return SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, ArgumentResolver.of(Environment.class, new StandardEnvironment())
				.and(BeanFactory.class, new DefaultListableBeanFactory()), (type, name, ex) -> {
				});
	}

	@EnableConfigurationProperties(Other.class)
	static class ServerConfiguration {

	}

	@ConfigurationProperties("other")
	record Other(Duration timeout) {

	}

}
