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

import java.time.Duration;
import java.util.Arrays;

import io.forkit.process.child.ParentProcess;
import org.awaitility.Awaitility;

/**
 * What runs in spare JVMs that tests adopt.
 */
public final class SparePeer {

	private SparePeer() {
	}

	public static void main(String[] args) throws Exception {
		switch (args[0]) {
			case "args" -> {
				ParentProcess.get().send(Arrays.toString(args));
				System.exit(3);
			}
			case "echo" -> ParentProcess.get().onMessage(String.class, (text) -> ParentProcess.get().send(text + "!"));
			case "streams" -> System.out.println("read " + (char) System.in.read());
			case "throw" -> throw new IllegalStateException("no");
			case "sleep" -> Thread.sleep(Duration.ofMinutes(5).toMillis());
			case "parent" -> parent();
			default -> throw new IllegalArgumentException(args[0]);
		}
	}

	private static void parent() throws InterruptedException {
		ProcessTemplate processes = ProcessTemplate.builder().forkSpares(1).build();
		processes.startForkSpares();
		Awaitility.await().until(() -> processes.spareCount() == 1);
		ParentProcess.get().send(ProcessHandle.current().children().findFirst().orElseThrow().pid());
		Thread.sleep(Duration.ofMinutes(5).toMillis());
	}

}
