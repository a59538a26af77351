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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NativeDetector;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Finds out whether an application is being started for something other than to run: then
 * it must not become a primary, whatever its properties say.
 */
final class ClusterSkipCheck {

	static final String TEST = "a test";

	private static final Map<String, String> SKIPPING_FRAMES = Map.of("org.junit.platform.", TEST, "org.junit.runners.",
			TEST, "org.testng.", TEST, "cucumber.runtime.", TEST, "org.springframework.boot.test.", TEST,
			"org.springframework.boot.devtools.restart.", "an application that DevTools restarts",
			"org.springframework.boot.SpringApplicationAotProcessor", "AOT processing");

	private static final List<String> TRAINING_FLAGS = List.of("-XX:ArchiveClassesAtExit", "-XX:AOTCacheOutput",
			"-XX:AOTMode=record", "-XX:AOTMode=create");

	private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

	private ClusterSkipCheck() {
	}

	/**
	 * Return why this is no start of a cluster.
	 * @param environment the environment of the application
	 * @param stack the frames of the starting thread
	 * @return what this is instead, or {@code null} if nothing speaks against a cluster
	 */
	static @Nullable String skipReason(ConfigurableEnvironment environment, StackTraceElement[] stack) {
		if (Boolean.getBoolean("spring.aot.processing")) {
			return "AOT processing";
		}
		if (NativeDetector.inNativeImage()) {
			return "a native image";
		}
		if (environment.getPropertySources().contains("bootstrap")) {
			return "the bootstrap context of Spring Cloud";
		}
		if (SpringProperties.getProperty("spring.context.exit") != null
				|| SpringProperties.getProperty("spring.context.checkpoint") != null || isTraining()) {
			return "a training run";
		}
		boolean main = false;
		for (StackTraceElement frame : stack) {
			for (Map.Entry<String, String> skipping : SKIPPING_FRAMES.entrySet()) {
				if (frame.getClassName().startsWith(skipping.getKey())) {
					return skipping.getValue();
				}
			}
			main |= "main".equals(frame.getMethodName());
		}
		return main ? null : "an application that no main method starts";
	}

	private static boolean isTraining() {
		try {
			String commandLine = Files.readString(COMMAND_LINE, StandardCharsets.ISO_8859_1);
			return TRAINING_FLAGS.stream().anyMatch(commandLine::contains);
		}
		catch (IOException ex) {
			return false;
		}
	}

}
