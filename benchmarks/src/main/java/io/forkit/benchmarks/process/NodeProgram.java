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

package io.forkit.benchmarks.process;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Node, if it is there.
 */
public final class NodeProgram {

	private NodeProgram() {
	}

	/**
	 * Ask for the version.
	 * @return the version, or {@code null} if there is no Node on the PATH
	 * @throws InterruptedException if interrupted meanwhile
	 */
	public static @Nullable String version() throws InterruptedException {
		try {
			Process process = new ProcessBuilder("node", "--version").redirectInput(new File("/dev/null"))
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
			return (process.waitFor() == 0) ? version : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	/**
	 * Return the command that runs a script.
	 * @param owner the class that the script lies beside
	 * @param script the name of the script
	 * @return the command
	 */
	public static List<String> command(Class<?> owner, String script) {
		try {
			URL location = Objects.requireNonNull(owner.getResource(script));
			return List.of("node", Path.of(location.toURI()).toString());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
