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

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.forkit.process.ForkedProcess;
import io.forkit.process.ProcessTemplate;
import io.forkit.process.Stdio;
import io.forkit.process.child.ParentProcess;

/**
 * The JVM that tests of starting and of messages fork.
 */
final class ForkChild {

	private ForkChild() {
	}

	public static void main(String[] args) throws Exception {
		switch (args[0]) {
			case "nothing" -> {
			}
			case "echo" -> echo();
			case "report" -> ParentProcess.get().send(report(args));
			case "grandparent" -> grandparent();
			case "descriptor" -> ParentProcess.get().send(Files.readString(Path.of("/proc/self/fd/" + args[1])));
			case "print" -> print();
			case "disconnect" -> disconnect();
			case "listen-late" -> listenLate();
			case "throw" -> throwing();
			case "reuse-port" -> reusePort(Integer.parseInt(args[1]));
			case "wait" -> new CountDownLatch(1).await();
			default -> throw new IllegalArgumentException(args[0]);
		}
	}

	private static void echo() {
		ParentProcess parent = ParentProcess.get();
		parent.onMessage(Object.class, (message) -> parent.send(message));
	}

	private static Map<String, Object> report(String[] args) {
		return Map.of("args", Arrays.asList(args), "variable", String.valueOf(System.getenv("ROW")), "property",
				String.valueOf(System.getProperty("row")), "command",
				ProcessHandle.current().info().arguments().map(List::of).orElse(List.of()), "parent",
				ParentProcess.get().pid());
	}

	/** Fork twice, with the flags of this JVM and without, and pass on the reports. */
	private static void grandparent() throws Exception {
		ParentProcess parent = ParentProcess.get();
		try (ProcessTemplate processes = ProcessTemplate.create()) {
			for (boolean inherit : new boolean[] { true, false }) {
				try (ForkedProcess child = processes.fork(ForkChild.class)
					.args("report")
					.inheritJvmArgs(inherit)
					.start()) {
					child.onMessage(Map.class, (report) -> parent.send(report));
					child.onClose().join();
				}
			}
		}
	}

	/** Write more to stdout when nobody can read it any more. */
	private static void print() {
		ParentProcess parent = ParentProcess.get();
		System.out.println("to stdout");
		System.err.println("to stderr");
		parent.onMessage(String.class, (message) -> {
			System.out.println("more");
			System.out.println("and more");
			parent.send("printed, error: " + System.out.checkError());
		});
		parent.send("ready");
	}

	private static void disconnect() {
		ParentProcess parent = ParentProcess.get();
		parent.onDisconnect().thenAccept((end) -> System.out.println("disconnected " + parent.isConnected()));
		parent.onMessage(String.class, (message) -> parent.disconnect());
		parent.send("ready");
	}

	private static void listenLate() {
		ParentProcess parent = ParentProcess.get();
		parent.disconnect().join();
		parent.onMessage(Object.class, (message) -> System.out.println(message));
	}

	private static void throwing() {
		ParentProcess parent = ParentProcess.get();
		parent.onError((failure) -> parent.send(failure.getMessage()));
		parent.onMessage(Integer.class, (number) -> {
			throw new IllegalStateException("no " + number);
		});
	}

	/** Listen where the parent does, for TCP and UDP. */
	private static void reusePort(int port) throws IOException {
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		try (ServerSocketChannel server = ServerSocketChannel.open();
				DatagramChannel datagrams = DatagramChannel.open()) {
			server.setOption(StandardSocketOptions.SO_REUSEPORT, true).bind(address);
			datagrams.setOption(StandardSocketOptions.SO_REUSEPORT, true).bind(address);
			ParentProcess.get().send("bound").join();
		}
	}

	/** A JVM whose forks are to outlive it. */
	static final class Detaching {

		private Detaching() {
		}

		public static void main(String[] args) throws Exception {
			ProcessTemplate processes = ProcessTemplate.create();
			ForkedProcess child = processes.fork(ForkChild.class).args("wait").detached().stdio(Stdio.ignore()).start();
			System.out.println(child.pid());
			child.waitFor();
		}

	}

}
