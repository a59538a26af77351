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

package io.forkit.cluster.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

import io.forkit.cluster.Cluster;
import io.forkit.posix.JdkChannels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what becomes of a worker that wants a socket of a primary which may not have more
 * open files.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class ShortPrimaryTests {

	private static final String ANSWER = "answer ";

	@Test
	void workerIsToldTheErrorAndGetsTheSocketLater(@TempDir Path directory) throws Exception {
		Path classes = Path.of(Cluster.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		Process primary = new ProcessBuilder("sh", "-c", "ulimit -n 300 && exec \"$@\"", "sh",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), JdkChannels.REQUIRED_FLAG,
				"-Xmx96m", "-cp", System.getProperty("java.class.path"), ShortPrimary.class.getName(),
				classes.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try (BufferedReader in = primary.inputReader();
				PrintWriter out = new PrintWriter(primary.outputWriter(), true)) {
			assertThat(answer(in)).isEqualTo("started");
			String path = directory.resolve("app.sock").toString();
			for (String socket : new String[] { "listen a 127.0.0.1 0", "bind b 127.0.0.1 0", "path c " + path }) {
				for (int shortages = 0; shortages < 2; shortages++) {
					out.println("full " + socket);
					assertThat(answer(in)).startsWith("IOException: The primary cannot listen on ")
						.contains("EMFILE (Too many open files)");
				}
				out.println("free " + socket);
				assertThat(answer(in)).matches("\\d+|" + path);
			}
			// Another descriptor of a socket that is there is one as well.
			out.println("full path d " + path);
			assertThat(answer(in)).contains("EMFILE");
			out.println("free path d " + path);
			assertThat(answer(in)).isEqualTo(path);
			out.close();
			assertThat(primary.waitFor()).isZero();
		}
		finally {
			primary.destroyForcibly().waitFor();
		}
	}

	/** Among the lines of the log. */
	private static String answer(BufferedReader in) throws IOException {
		String line = in.readLine();
		while (line != null && !line.startsWith(ANSWER)) {
			line = in.readLine();
		}
		assertThat(line).isNotNull();
		return line.substring(ANSWER.length());
	}

}
