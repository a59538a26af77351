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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.forkit.posix.Children;
import io.forkit.posix.Fd;
import io.forkit.posix.OpenFiles;
import io.forkit.posix.Pipe;
import io.forkit.posix.Signal;
import org.awaitility.Awaitility;

import org.springframework.util.unit.DataSize;

/**
 * Runs many commands, a tenth of them with something that goes wrong, and reports what is
 * left. To be run with few open files.
 */
final class ProcessSoak {

	private static final int IN_FLIGHT = 24;

	private static final long SEED = 42;

	private final ProcessTemplate processes = ProcessTemplate.builder()
		.killGrace(Duration.ofMillis(100))
		.drainTimeout(Duration.ofSeconds(5))
		.build();

	private final Map<String, AtomicInteger> outcomes = new ConcurrentHashMap<>();

	private final AtomicLong exits = new AtomicLong();

	private final AtomicLong closes = new AtomicLong();

	private final AtomicLong spawned = new AtomicLong();

	private final AtomicInteger wrong = new AtomicInteger();

	private ProcessSoak() {
	}

	public static void main(String[] args) throws Exception {
		new ProcessSoak().run(Integer.parseInt(args[0]));
	}

	private void run(int commands) throws Exception {
		warmUp();
		int filesBefore = OpenFiles.count();
		int threadsBefore = threads();
		AtomicInteger mostThreads = new AtomicInteger();
		ExecutorService callers = Executors.newFixedThreadPool(IN_FLIGHT);
		Semaphore places = new Semaphore(IN_FLIGHT);
		Random random = new Random(SEED);
		for (int i = 0; i < commands; i++) {
			places.acquire();
			int number = i;
			int fault = (random.nextInt(10) == 0) ? random.nextInt(5) : -1;
			int delay = random.nextInt(3_000_000);
			callers.execute(() -> {
				try {
					runOne(number, fault, delay);
				}
				finally {
					places.release();
				}
			});
			if (i % 100 == 0) {
				mostThreads.accumulateAndGet(threads(), Math::max);
			}
		}
		callers.shutdown();
		if (!callers.awaitTermination(120, TimeUnit.SECONDS)) {
			System.out.println("lost: a command has not come back");
		}
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.closes.get() == this.spawned.get());
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.processes.liveCount() == 0);
		System.out.println("outcomes: " + this.outcomes);
		System.out.println(
				"accounted for: " + (this.outcomes.values().stream().mapToInt(AtomicInteger::get).sum() == commands));
		System.out.println("wrong: " + this.wrong);
		System.out.println("exits lost or told twice: "
				+ (Math.abs(this.spawned.get() - this.exits.get()) + Math.abs(this.spawned.get() - this.closes.get())));
		System.out.println("zombies: " + Children.zombies().size());
		System.out.println("leaked files: " + Math.max(0, OpenFiles.count() - filesBefore));
		System.out.println("threads: " + threadsBefore + " before, at most " + mostThreads);
		System.out.println("threads constant: " + (mostThreads.get() <= threadsBefore + 8));
		this.processes.close();
	}

	/**
	 * Load what each kind of command needs: no class can be loaded without a descriptor.
	 */
	private void warmUp() {
		// The first failure of all must not be one without descriptors.
		count(missing());
		for (int fault = -1; fault < 5; fault++) {
			for (int i = 0; i < 5; i++) {
				runOne(i, fault, 1_000_000);
			}
		}
		Awaitility.await().until(() -> this.closes.get() == this.spawned.get());
		this.outcomes.clear();
	}

	private static int threads() {
		return (int) Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("forkit"))
			.count();
	}

	private void runOne(int number, int fault, int delay) {
		try {
			count(switch (fault) {
				case 0 -> killed(delay);
				case 1 -> withoutDescriptors(number);
				case 2 -> closedInput();
				case 3 -> ignoringTerm();
				case 4 -> flood();
				default -> (number % 4 == 0) ? spawned(number) : ran(number);
			});
		}
		catch (TooManyOpenFilesException ex) {
			count("too many open files");
		}
		catch (Exception ex) {
			this.wrong.incrementAndGet();
			ex.printStackTrace(System.out);
			count("wrong");
		}
	}

	private void count(String outcome) {
		this.outcomes.computeIfAbsent(outcome, (key) -> new AtomicInteger()).incrementAndGet();
	}

	private String missing() {
		try {
			this.processes.execFile("no-such-program").run();
			return "wrong";
		}
		catch (CommandNotFoundException ex) {
			return "missing";
		}
	}

	private String ran(int number) {
		String output = this.processes.execFile("/bin/echo", String.valueOf(number)).run().stdout();
		return check(output.equals(number + "\n"), "ran");
	}

	private String check(boolean right, String outcome) {
		if (!right) {
			this.wrong.incrementAndGet();
		}
		return outcome;
	}

	private ChildProcess spawn(SpawnSpec spec) {
		ChildProcess child = spec.onExit((process, status) -> this.exits.incrementAndGet())
			.onClose((process, result) -> this.closes.incrementAndGet())
			.start();
		this.spawned.incrementAndGet();
		return child;
	}

	private String spawned(int number) throws Exception {
		List<String> lines = new ArrayList<>();
		ChildProcess child = spawn(this.processes.spawn("/bin/echo", String.valueOf(number)).onStdoutLine(lines::add));
		boolean success = child.onClose().get(30, TimeUnit.SECONDS).status().isSuccess();
		return check(success && lines.equals(List.of(String.valueOf(number))), "spawned");
	}

	private String killed(int delay) throws Exception {
		try (ChildProcess child = spawn(this.processes.spawn("/bin/sh", "-c", "sleep 0.002; echo x"))) {
			LockSupport.parkNanos(delay);
			child.kill(Signal.SIGKILL);
			ExitStatus status = child.waitFor();
			child.onClose().get(30, TimeUnit.SECONDS);
			boolean right = status.isSuccess() || status.signal().filter(Signal.SIGKILL::equals).isPresent();
			return check(right, "killed at a random moment");
		}
	}

	private String withoutDescriptors(int number) throws Exception {
		List<AutoCloseable> fill = new ArrayList<>();
		try {
			while (true) {
				Pipe pipe = Pipe.open();
				fill.add(pipe.readEnd());
				fill.add(pipe.writeEnd());
			}
		}
		catch (IOException ex) {
			return ran(number);
		}
		finally {
			for (AutoCloseable each : fill) {
				((Fd) each).close();
			}
		}
	}

	private String closedInput() {
		this.processes.execFile("/bin/sh", "-c", "exec <&-; echo closed").input(new byte[200_000]).run();
		return "closed stdin";
	}

	private String ignoringTerm() {
		try {
			this.processes.execFile("/bin/sh", "-c", "trap '' TERM; while :; do sleep 0.01; done")
				.timeout(Duration.ofMillis(30))
				.run();
			return check(false, "ignored SIGTERM");
		}
		catch (ProcessTimeoutException ex) {
			return check(ex.getResult().isPresent(), "ignored SIGTERM");
		}
	}

	private String flood() {
		try {
			this.processes.execFile("/bin/sh", "-c", "head -c 3000000 /dev/zero >&2")
				.maxBuffer(DataSize.ofKilobytes(64))
				.run();
			return check(false, "flooded stderr");
		}
		catch (OutputLimitException ex) {
			return check(ex.getStream().equals("stderr"), "flooded stderr");
		}
	}

}
