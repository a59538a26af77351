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

package io.forkit.process;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.forkit.process.child.ParentProcess;

/**
 * What runs in the JVMs that tests fork.
 */
public final class ForkPeer {

	private ForkPeer() {
	}

	public static void main(String[] args) throws Exception {
		switch (args[0]) {
			case "talk" -> talk(args);
			case "throw" -> fail();
			case "environment" -> printEnvironment();
			default -> throw new IllegalArgumentException(args[0]);
		}
	}

	private static void talk(String[] args) throws Exception {
		System.out.println("args " + Arrays.asList(args));
		System.out.println("property " + System.getProperty("forkit.test"));
		printEnvironment();
		ParentProcess parent = ParentProcess.get();
		parent.send("pong").join();
		printGrandchildren();
		System.exit(3);
	}

	private static void printGrandchildren() {
		String look = "env | grep -E '^(NODE_CHANNEL|FORKIT_[HE])'; ls /proc/self/fd | tr '\\n' ' '";
		try (ProcessTemplate processes = ProcessTemplate.create()) {
			System.out.println("spawned " + processes.exec(look).run().stdout().strip());
			System.out.println("copied " + processes.exec(look).environment(System.getenv()).run().stdout().strip());
		}
	}

	private static void fail() {
		Thread main = Thread.currentThread();
		new Thread(() -> {
			try {
				main.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			System.out.println("the other thread is alive");
		}).start();
		throw new IllegalStateException("no");
	}

	private static void printEnvironment() {
		for (String name : new String[] { "NODE_CHANNEL_FD", "NODE_CHANNEL_SERIALIZATION_MODE", "FORKIT_HANDLE_FD",
				"FORKIT_END_WITH_PARENT" }) {
			System.out.println(name + " " + System.getenv(name));
		}
	}

	static String text(ByteBuffer bytes) {
		return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
	}

}
