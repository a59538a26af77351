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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.forkit.process.child.ParentProcess;

/**
 * JVMs that tests fork to see how they end.
 */
final class EndingPeer {

	private EndingPeer() {
	}

	public static void main(String[] args) throws Exception {
		switch (args[0]) {
			case "middle" -> middle();
			case "sender" -> sender(args[1]);
			case "plain" -> System.out.println("done");
			case "ref" -> ParentProcess.get().ref();
			case "unref" -> {
				ParentProcess.get().onMessage(Object.class, (message) -> {
				});
				ParentProcess.get().unref();
			}
			default -> victim(args[0]);
		}
	}

	/** Forks the victims and is killed then. */
	private static void middle() throws Exception {
		ProcessTemplate processes = ProcessTemplate.create();
		Map<String, Long> pids = new LinkedHashMap<>();
		List<CompletableFuture<String>> ready = new ArrayList<>();
		for (String kind : List.of("spin", "deadlock", "heap", "hook", "inbox", "survive", "detached")) {
			ForkSpec spec = processes.fork(EndingPeer.class).args(kind).jvmArgs("-Xmx40m", "-XX:TieredStopAtLevel=1");
			if (kind.equals("survive")) {
				spec.endWithParent(false);
			}
			else if (kind.equals("detached")) {
				spec.detached();
			}
			ForkedProcess victim = spec.start();
			CompletableFuture<String> first = new CompletableFuture<>();
			victim.onMessage(String.class, (text) -> first.complete(text));
			ready.add(first);
			pids.put(kind, victim.pid());
			if (kind.equals("inbox")) {
				first.get(60, TimeUnit.SECONDS);
				while (victim.trySend(new byte[1_000_000])) {
					LockSupport.parkNanos(1_000_000);
				}
			}
		}
		for (CompletableFuture<String> one : ready) {
			one.get(60, TimeUnit.SECONDS);
		}
		ParentProcess.get().send(pids);
		ParentProcess.get().ref();
	}

	private static void victim(String kind) throws Exception {
		ParentProcess parent = ParentProcess.get();
		if (kind.equals("hook")) {
			Runtime.getRuntime().addShutdownHook(new Thread(EndingPeer::block));
		}
		if (kind.equals("inbox")) {
			parent.onMessage(byte[].class, (bytes) -> block());
		}
		parent.send("ready").get();
		switch (kind) {
			case "spin" -> spin();
			case "deadlock" -> deadlock();
			case "heap" -> fillHeap();
			default -> block();
		}
	}

	private static void block() {
		while (true) {
			LockSupport.park();
		}
	}

	private static void spin() {
		for (int i = 0; i < 3; i++) {
			new Thread(() -> {
				while (true) {
					Thread.onSpinWait();
				}
			}).start();
		}
	}

	private static void deadlock() {
		Object one = new Object();
		Object other = new Object();
		CountDownLatch both = new CountDownLatch(2);
		new Thread(() -> lock(one, other, both)).start();
		lock(other, one, both);
	}

	private static void lock(Object first, Object second, CountDownLatch both) {
		synchronized (first) {
			both.countDown();
			try {
				both.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			synchronized (second) {
				throw new AssertionError("no deadlock");
			}
		}
	}

	private static void fillHeap() {
		List<Object> all = new ArrayList<>();
		for (int size = 1 << 20; true; size = Math.max(16, size / 2)) {
			try {
				while (true) {
					all.add(new byte[size]);
				}
			}
			catch (OutOfMemoryError ex) {
				// Smaller ones.
			}
		}
	}

	/** Sends much and ends at once. */
	private static void sender(String end) {
		ParentProcess parent = ParentProcess.get();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			for (int i = 0; i < 100; i++) {
				parent.send("from a hook");
			}
		}));
		for (int i = 0; i < 64; i++) {
			parent.send(new byte[1 << 20]);
		}
		parent.send("last");
		if (end.equals("exit")) {
			System.exit(0);
		}
		if (end.equals("throw")) {
			throw new IllegalStateException("thrown");
		}
	}

}
