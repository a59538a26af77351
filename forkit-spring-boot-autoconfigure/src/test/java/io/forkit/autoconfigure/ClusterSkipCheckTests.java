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

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterSkipCheck}.
 */
class ClusterSkipCheckTests {

	private static final StackTraceElement MAIN = frame("com.example.Application", "main");

	private final StandardEnvironment environment = new StandardEnvironment();

	@Test
	void anApplicationStartedByItsMainMethodIsNotSkipped() {
		assertThat(reason(frame("org.springframework.boot.SpringApplication", "run"), MAIN)).isNull();
	}

	@Test
	void anApplicationStartedByALauncherIsNotSkipped() {
		assertThat(reason(frame("com.example.Application", "start"),
				frame("org.springframework.boot.loader.launch.JarLauncher", "main"),
				frame("com.example.Native", "invoke")))
			.isNull();
	}

	@ParameterizedTest
	@CsvSource({ "org.junit.platform.launcher.core.DefaultLauncher, a test", "org.junit.runners.ParentRunner, a test",
			"org.testng.TestNG, a test", "cucumber.runtime.Runtime, a test",
			"org.springframework.boot.test.context.SpringBootContextLoader, a test",
			"org.springframework.boot.devtools.restart.RestartLauncher, an application that DevTools restarts",
			"org.springframework.boot.SpringApplicationAotProcessor, AOT processing" })
	void whoeverElseStartsTheApplicationSkipsTheCluster(String className, String reason) {
		assertThat(reason(MAIN, frame(className, "run"), MAIN)).isEqualTo(reason);
	}

	@Test
	void anApplicationThatNoMainMethodStartsIsSkipped() {
		assertThat(reason(frame("com.example.Servlets", "onStartup")))
			.isEqualTo("an application that no main method starts");
	}

	@Test
	void theBootstrapContextIsSkipped() {
		this.environment.getPropertySources().addFirst(new MapPropertySource("bootstrap", Map.of()));
		assertThat(reason(MAIN)).isEqualTo("the bootstrap context of Spring Cloud");
	}

	@ParameterizedTest
	@CsvSource({ "spring.aot.processing, true, AOT processing", "spring.context.exit, onRefresh, a training run",
			"spring.context.checkpoint, onRefresh, a training run" })
	void aSystemPropertyOfABuildSkipsTheCluster(String name, String value, String reason) {
		System.setProperty(name, value);
		try {
			assertThat(reason(MAIN)).isEqualTo(reason);
		}
		finally {
			System.clearProperty(name);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.aot.enabled" })
	void runningWithGeneratedCodeSkipsNothing(String name) {
		System.setProperty(name, "true");
		try {
			assertThat(reason(MAIN)).isNull();
		}
		finally {
			System.clearProperty(name);
		}
	}

	@Test
	void thisTestIsSkipped() {
		assertThat(ClusterSkipCheck.skipReason(this.environment, Thread.currentThread().getStackTrace()))
			.isEqualTo("a test");
	}

	private String reason(StackTraceElement... stack) {
		return ClusterSkipCheck.skipReason(this.environment, stack);
	}

	private static StackTraceElement frame(String className, String method) {
		return new StackTraceElement(className, method, null, -1);
	}

}
