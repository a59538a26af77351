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

package io.forkit.process.engine;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.forkit.posix.Signal;

/**
 * Uses {@link JdkEngine} in a JVM of its own and prints what happened.
 */
final class JdkEngineApplication {

	private JdkEngineApplication() {
	}

	public static void main(String[] args) throws Exception {
		System.out.println("native classes: " + isPresent("jnr.ffi.Pointer"));
		ExecutorService background = Executors.newSingleThreadExecutor();
		try (JdkEngine engine = new JdkEngine("this is a test", background)) {
			System.out.println("text: " + print(engine, "plain"));
			System.out.println("umlaut: " + print(engine, "\u00fc"));
			Launch sleep = LaunchBuilder.of("/bin/sleep", "600").build();
			EngineProcess process = engine.start(List.of(sleep)).get(0);
			CountDownLatch exit = new CountDownLatch(1);
			process.onExit(exit::countDown);
			process.signalGroup(Signal.SIGTERM);
			exit.await();
			System.out.println("status: " + process.reap());
		}
		background.shutdown();
	}

	private static boolean isPresent(String name) {
		try {
			Class.forName(name);
			return true;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

	private static String print(JdkEngine engine, String text) throws Exception {
		try {
			Launch launch = LaunchBuilder.of("/usr/bin/printf", "%s %s", text, "end").build();
			ProgramOutput output = engine.start(List.of(launch)).get(0).output(1);
			String printed = PipeEnds.readText(output);
			return HexFormat.of().formatHex(printed.getBytes(StandardCharsets.UTF_8)) + " "
					+ printed.equals(text + " end");
		}
		catch (UnsupportedOperationException ex) {
			return ex.getMessage().replaceAll("[^\\x20-\\x7e]", "?");
		}
	}

}
