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

package io.forkit.benchmarks.recovery;

import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.forkit.benchmarks.Machine;
import io.forkit.benchmarks.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long a slot serves nobody after its worker was killed, with and without a
 * standby.
 */
public final class RecoveryBenchmark {

	/** So long a cluster that is complete is left alone before the next kill. */
	private static final long REST_MILLIS = 2000;

	private static final int WARM_UP_KILLS = 2;

	private final RecoveryOptions options;

	private volatile @Nullable RecoveringApplication running;

	private RecoveryBenchmark(RecoveryOptions options) {
		this.options = options;
	}

	/**
	 * Run the benchmark: progress goes to standard error, the result to standard output.
	 * @param args see {@link RecoveryOptions#USAGE}
	 * @throws Exception if it cannot be run to its end
	 */
	public static void main(String[] args) throws Exception {
		if (List.of(args).contains("--help")) {
			System.out.print(RecoveryOptions.USAGE);
			return;
		}
		RecoveryBenchmark benchmark;
		try {
			benchmark = new RecoveryBenchmark(RecoveryOptions.parse(args));
		}
		catch (IllegalArgumentException ex) {
			System.err.print(ex.getMessage() + System.lineSeparator() + RecoveryOptions.USAGE);
			System.exit(2);
			return;
		}
		Runtime.getRuntime().addShutdownHook(new Thread(benchmark::stop, "stop"));
		benchmark.run();
	}

	private void run() throws IOException, InterruptedException {
		if (!Files.isReadable(this.options.jar())) {
			throw new IOException("'jar' must be a file that can be read: " + this.options.jar());
		}
		String machine = Machine.describe();
		StringBuilder table = new StringBuilder("""
				| standbys | kills | p50 (ms) | p99 (ms) | lowest | highest |
				|--:|--:|--:|--:|--:|--:|
				""");
		for (int standbys : this.options.standbys()) {
			table.append(row(standbys, measure(standbys)));
		}
		System.out.print(table);
		System.out.printf(Locale.ROOT, "%n%s: %d kills each, `%s`, %s. On %s.%n", LocalDate.now(), this.options.kills(),
				this.options.scheduling(), this.options.warmUp().isEmpty() ? "without a warm-up"
						: "standbys warmed up with `" + this.options.warmUp() + "`",
				machine);
	}

	private double[] measure(int standbys) throws IOException, InterruptedException {
		System.err.printf("Starting a cluster of 1 worker and %d standbys ...%n", standbys);
		double[] millis = new double[this.options.kills()];
		RecoveringApplication application = RecoveringApplication.start(this.options, standbys);
		this.running = application;
		try (application) {
			for (int i = -WARM_UP_KILLS; i < millis.length; i++) {
				application.awaitComplete();
				TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
				double recovery = kill(application);
				System.err.printf(Locale.ROOT, "%s %.1f ms%n", (i < 0) ? "Warm-up:" : "Kill " + (i + 1) + ":",
						recovery);
				if (i >= 0) {
					millis[i] = recovery;
				}
			}
		}
		Arrays.sort(millis);
		return millis;
	}

	/** From the signal until somebody else has answered a whole request. */
	private static double kill(RecoveringApplication application) throws IOException {
		long victim = application.whoServes();
		ProcessHandle process = ProcessHandle.of(victim)
			.orElseThrow(() -> new IOException("There is no process " + victim));
		long start = System.nanoTime();
		process.destroyForcibly();
		while (true) {
			try {
				if (application.whoServes() != victim) {
					return (System.nanoTime() - start) / 1e6;
				}
			}
			catch (IOException ex) {
				// The connection went down with the worker that had accepted it.
				if (System.nanoTime() - start > TimeUnit.MINUTES.toNanos(2)) {
					throw ex;
				}
			}
		}
	}

	private static String row(int standbys, double[] millis) {
		return String.format(Locale.ROOT, "| %d | %d | %.1f | %.1f | %.1f | %.1f |%n", standbys, millis.length,
				Statistics.median(millis), Statistics.percentile(millis, 99), millis[0], millis[millis.length - 1]);
	}

	private void stop() {
		RecoveringApplication application = this.running;
		if (application != null) {
			application.close();
		}
	}

}
