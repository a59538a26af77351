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

import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;

import io.forkit.process.child.ParentProcess;

/**
 * The JVM that tests let Node fork.
 */
final class NodeForkedChild {

	private NodeForkedChild() {
	}

	public static void main(String[] args) throws Exception {
		ParentProcess parent = ParentProcess.get();
		switch (args[0]) {
			case "requests" -> {
				parent.onMessage(Map.class, (question, exchange) -> exchange.send(Map.of("asked", question)));
				parent.onMessage(String.class,
						(question, exchange) -> exchange.fail(new IllegalStateException(question)));
				parent.request("question", String.class).thenAccept((answer) -> parent.send("answered " + answer));
			}
			case "stay" -> {
				parent.send("ready");
				new CountDownLatch(1).await();
			}
			case "work" -> {
				System.out.println(parent.onDisconnect().get().cause());
				System.out.println("still here: " + new Scanner(System.in).nextLine());
			}
			case "leave" -> {
				parent.send("leaving");
				parent.disconnect().get();
				System.out.println("left");
			}
			case "crash" -> {
				parent.send("begin").join();
				parent.send("x".repeat(64 * 1024 * 1024));
				Runtime.getRuntime().halt(7);
			}
			default -> throw new IllegalArgumentException(args[0]);
		}
	}

}
