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

package io.forkit.posix;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SignalHandlers}, in JVMs of their own.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class SignalHandlersTests {

	@Test
	void handlerIsCalledAgainWhileTheJvmEndsAsItDoesByItself() throws Exception {
		Process process = start(List.of());
		try (BufferedReader reader = process.inputReader()) {
			assertThat(reader.readLine()).isEqualTo("installed true");
			signal(process);
			assertThat(reader.readLine()).isEqualTo("SIGTERM 1");
			assertThat(reader.readLine()).isEqualTo("hook");
			signal(process);
			assertThat(reader.readLine()).isEqualTo("SIGTERM 2");
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isEqualTo(128 + Signal.SIGTERM.number());
		}
		finally {
			process.destroyForcibly();
		}
	}

	@Test
	void jvmWithReducedSignalUsageHandlesNone() throws Exception {
		Process process = start(List.of("-Xrs"));
		try (BufferedReader reader = process.inputReader()) {
			assertThat(reader.readLine()).isEqualTo("installed false");
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static void signal(Process process) throws Exception {
		new ProcessBuilder("kill", "-TERM", String.valueOf(process.pid())).inheritIO().start().waitFor();
	}

	private static Process start(List<String> flags) throws Exception {
		List<String> command = new ArrayList<>(List.of("env", "--default-signal=TERM",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
		command.addAll(flags);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), Peer.class.getName()));
		return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
	}

	/**
	 * Ends with the second signal, the first of which has begun the end.
	 */
	static final class Peer {

		private static int count;

		public static void main(String[] args) throws InterruptedException {
			Thread main = Thread.currentThread();
			Runtime.getRuntime().addShutdownHook(new Thread(Peer::awaitSecond));
			System.out.println("installed " + SignalHandlers.install(Signal.SIGTERM, Peer::received));
			main.join(60_000);
		}

		private static void received(Signal signal, Runnable before) {
			int number;
			synchronized (Peer.class) {
				number = ++count;
				System.out.println(signal + " " + number);
				Peer.class.notifyAll();
			}
			if (number == 1) {
				before.run();
			}
		}

		private static void awaitSecond() {
			System.out.println("hook");
			try {
				synchronized (Peer.class) {
					while (count < 2) {
						Peer.class.wait(60_000);
					}
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
