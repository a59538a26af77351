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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.forkit.ipc.SentMessage;
import io.forkit.posix.Children;
import io.forkit.posix.Signal;
import io.forkit.process.HandleSoakPeer.Item;
import io.forkit.process.HandleSoakPeer.Kind;
import io.forkit.process.HandleSoakPeer.Report;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Sends many handles to forked JVMs, some of which send them back, while JVMs are killed
 * at random moments, and reports what was lost, doubled or leaked.
 */
final class HandleSoak {

	private static final int CHILDREN = 3;

	private static final int IN_FLIGHT = 48;

	private static final long SEED = 42;

	private static final int KILL_EVERY = 150;

	private static final int ROUND = 300;

	private static final long SELF = ProcessHandle.current().pid();

	private final ProcessTemplate processes = ProcessTemplate.create();

	private final Map<String, AtomicInteger> outcomes = new TreeMap<>();

	private final AtomicInteger numbers = new AtomicInteger();

	private final AtomicInteger accepted = new AtomicInteger();

	private final AtomicInteger killed = new AtomicInteger();

	private final List<Report> reports = new CopyOnWriteArrayList<>();

	private final AtomicInteger leakedByPeers = new AtomicInteger();

	private HandleSoak() {
	}

	public static void main(String[] args) throws Exception {
		int handles = Integer.parseInt(args[0]);
		long seed = (args.length > 1) ? Long.parseLong(args[1]) : SEED;
		HandleSoak soak = new HandleSoak();
		int leaked = soak.killReceivers(handles * 7 / 10, new Random(seed));
		soak.killSenders(handles * 3 / 10, new Random(seed + 1));
		soak.tell(handles, leaked);
		soak.processes.close();
	}

	/** The receivers are killed. */
	private int killReceivers(int handles, Random random) throws Exception {
		List<Child> children = new CopyOnWriteArrayList<>();
		try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
			for (int i = 0; i < CHILDREN; i++) {
				children.add(fork(server));
			}
			int before = HandleSoakPeer.openHandles(SELF);
			inParallel(handles, random, () -> false, (item, fate) -> {
				if (fate.nextInt(KILL_EVERY) == 0 && item.number() % 2 == 0) {
					replace(children, server, fate);
				}
				Child child = pick(children, fate);
				if (item.kind() == Kind.CONNECTION) {
					connection(child, server, item);
				}
				else {
					count(item.kind().name().toLowerCase() + " "
							+ arrived(child.peer().send(item, item.kind().open())));
				}
			});
			Awaitility.await("what has returned").atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
				for (Child child : children) {
					if (child.process().request("report", Report.class).get().unfinished() > 0) {
						return false;
					}
				}
				return true;
			});
			awaitNoLeak(SELF, before);
			int left = HandleSoakPeer.openHandles(SELF) - before;
			for (Child child : children) {
				report(child);
				awaitNoLeak(child.process().pid(), child.openHandles());
				this.leakedByPeers
					.addAndGet(Math.max(0, HandleSoakPeer.openHandles(child.process().pid()) - child.openHandles()));
				child.process().kill(Signal.SIGKILL);
				child.process().onClose().get(30, TimeUnit.SECONDS);
			}
			return left;
		}
	}

	private void report(Child child) throws Exception {
		this.reports.add(child.process().request("report", Report.class).get());
		this.reports.add(child.peer().report());
	}

	private static void awaitNoLeak(long pid, int limit) {
		try {
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> HandleSoakPeer.openHandles(pid) <= limit);
		}
		catch (ConditionTimeoutException ex) {
			System.out.println(
					"process %d has %d handles open and not %d".formatted(pid, HandleSoakPeer.openHandles(pid), limit));
		}
	}

	private Child fork(ServerSocketChannel server) throws Exception {
		ForkedProcess process = this.processes.fork(HandleSoakPeer.class).start();
		Child child = new Child(process, HandleSoakPeer.listen(process, "parent"), 0);
		// Every kind once, which may open what stays open.
		for (Kind kind : Kind.values()) {
			for (int i = 0; i < 6; i++) {
				Item item = new Item(this.numbers.incrementAndGet(), kind, i < 3);
				if (kind == Kind.CONNECTION) {
					connection(child, server, item);
				}
				else {
					child.peer().send(item, kind.open()).get(30, TimeUnit.SECONDS);
				}
			}
		}
		Awaitility.await()
			.until(() -> process.request("report", Report.class).get().unfinished() == 0
					&& child.peer().report().received() == 3 * Kind.values().length);
		return new Child(process, child.peer(), HandleSoakPeer.openHandles(process.pid()));
	}

	private static Child pick(List<Child> children, Random random) {
		while (true) {
			try {
				return children.get(random.nextInt(CHILDREN) % Math.max(1, children.size()));
			}
			catch (IndexOutOfBoundsException ex) {
				Thread.onSpinWait();
			}
		}
	}

	private void replace(List<Child> children, ServerSocketChannel server, Random random) throws Exception {
		Child victim = pick(children, random);
		if (!victim.process().isAlive()) {
			return;
		}
		victim.process().kill(Signal.SIGKILL);
		if (children.remove(victim)) {
			this.killed.incrementAndGet();
			children.add(fork(server));
			victim.process().onClose().get(30, TimeUnit.SECONDS);
			this.reports.add(victim.peer().report());
		}
	}

	private void connection(Child child, ServerSocketChannel server, Item item) throws IOException {
		SocketChannel accepted;
		try (SocketChannel client = SocketChannel.open()) {
			synchronized (server) {
				client.connect(server.getLocalAddress());
				accepted = server.accept();
			}
			String arrived = arrived(child.peer().send(item, accepted));
			count("connection %s, %s".formatted(arrived, answer(client)));
		}
	}

	private static String arrived(SentMessage sent) {
		try {
			sent.get(60, TimeUnit.SECONDS);
			return "acknowledged";
		}
		catch (ExecutionException ex) {
			return "failed: " + ex.getCause().getClass().getSimpleName();
		}
		catch (InterruptedException | TimeoutException ex) {
			return "LOST: not completed";
		}
	}

	/** A client waits for its answer, or for the end. */
	private String answer(SocketChannel client) throws IOException {
		client.socket().setSoTimeout(60_000);
		StringBuilder answers = new StringBuilder();
		byte[] bytes = new byte[100];
		try {
			for (int count; (count = client.socket().getInputStream().read(bytes)) >= 0;) {
				answers.append(new String(bytes, 0, count));
			}
		}
		catch (SocketTimeoutException ex) {
			return "LOST: nobody answers and nobody closes";
		}
		catch (IOException ex) {
			// Reset.
		}
		String text = answers.toString();
		if (text.isEmpty()) {
			return "closed";
		}
		return text.matches("(child|parent) -?\\d+\n") ? "answered by " + text.split(" ")[0] : "DOUBLED: " + text;
	}

	private void count(String outcome) {
		synchronized (this.outcomes) {
			this.outcomes.computeIfAbsent(outcome, (key) -> new AtomicInteger()).incrementAndGet();
		}
	}

	private void inParallel(int handles, Random random, BooleanSupplier end, Sender sender) throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(IN_FLIGHT);
		Semaphore places = new Semaphore(IN_FLIGHT);
		for (int i = 0; i < handles && !end.getAsBoolean(); i++) {
			places.acquire();
			Kind kind = (random.nextInt(10) > 0) ? Kind.CONNECTION : Kind.values()[random.nextInt(5)];
			Item item = new Item(this.numbers.incrementAndGet(), kind, random.nextInt(3) == 0);
			Random fate = new Random(random.nextLong());
			callers.execute(() -> {
				try {
					sender.send(item, fate);
				}
				catch (Exception | AssertionError ex) {
					ex.printStackTrace(System.out);
					count("wrong: " + ex);
				}
				finally {
					places.release();
				}
			});
		}
		callers.shutdown();
		if (!callers.awaitTermination(120, TimeUnit.SECONDS)) {
			count("LOST: has not come back");
		}
	}

	/** The senders are killed, which are forked JVMs and have forked the receivers. */
	private void killSenders(int handles, Random random) throws Exception {
		int enough = this.accepted.get() + handles;
		while (this.accepted.get() < enough) {
			boolean survives = random.nextBoolean();
			try (ForkedProcess sender = this.processes.fork(HandleSoakSender.class)
				.args(survives ? "survives" : "ends")
				.start()) {
				CompletableFuture<HandleSoakSender.Ready> ready = new CompletableFuture<>();
				sender.onMessage(HandleSoakSender.Ready.class, (message) -> ready.complete(message));
				HandleSoakSender.Ready pair = ready.get(60, TimeUnit.SECONDS);
				int openHandles = HandleSoakPeer.openHandles(pair.receiver());
				int killAt = ROUND / 2 + random.nextInt(ROUND);
				AtomicInteger begun = new AtomicInteger();
				inParallel(2 * ROUND, random, () -> begun.get() > killAt, (item, fate) -> {
					if (begun.getAndIncrement() == killAt) {
						sender.kill(Signal.SIGKILL);
						this.killed.incrementAndGet();
					}
					try (SocketChannel client = SocketChannel.open()) {
						client.connect(new InetSocketAddress("127.0.0.1", pair.port()));
						this.accepted.incrementAndGet();
						count("connection of a pair: " + answer(client));
					}
					catch (IOException ex) {
						count("connection of a pair: refused");
					}
				});
				sender.onClose().get(30, TimeUnit.SECONDS);
				if (survives) {
					// Without the two sockets of its channel.
					awaitNoLeak(pair.receiver(), openHandles - 2);
					this.leakedByPeers
						.addAndGet(Math.max(0, HandleSoakPeer.openHandles(pair.receiver()) - openHandles + 2));
					ProcessHandle.of(pair.receiver()).ifPresent(ProcessHandle::destroyForcibly);
				}
				Awaitility.await("the receiver ends")
					.atMost(Duration.ofSeconds(30))
					.until(() -> !Children.isRunning(pair.receiver()));
			}
		}
	}

	private void tell(int handles, int leaked) {
		System.out.println("outcomes: " + this.outcomes);
		System.out.println("killed: " + this.killed);
		int accounted = this.outcomes.values().stream().mapToInt(AtomicInteger::get).sum();
		System.out.println("accounted for: " + (accounted >= handles) + " (" + accounted + ")");
		System.out.println("wrong: " + sum("wrong"));
		System.out.println("lost: " + sum("LOST"));
		System.out.println("doubled: " + (sum("DOUBLED") + this.reports.stream().mapToInt(Report::doubled).sum()));
		System.out.println("without handle: " + this.reports.stream().mapToInt(Report::missing).sum());
		System.out.println("unfinished: " + this.reports.stream().mapToInt(Report::unfinished).sum());
		System.out.println("leaked here: " + Math.max(0, leaked));
		System.out.println("leaked there: " + this.leakedByPeers);
	}

	private int sum(String outcome) {
		return this.outcomes.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().contains(outcome))
			.mapToInt((entry) -> entry.getValue().get())
			.sum();
	}

	/**
	 * A child.
	 *
	 * @param process the process
	 * @param peer this side of its channel
	 * @param openHandles how many it has open when it is idle
	 */
	private record Child(ForkedProcess process, HandleSoakPeer peer, int openHandles) {

	}

	/**
	 * Sends one handle.
	 */
	@FunctionalInterface
	private interface Sender {

		void send(Item item, Random fate) throws Exception;

	}

}
