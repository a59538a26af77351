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

package io.forkit.benchmarks.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.forkit.benchmarks.Machine;
import io.forkit.benchmarks.process.NodeProgram;
import org.jspecify.annotations.Nullable;

/**
 * Measures the ways to spread connections over workers on every server, beside the plain
 * application and Node's cluster.
 */
public final class ClusterBenchmark {

	private final ClusterOptions options;

	private final ClusterResults results = new ClusterResults();

	private @Nullable ServerRun current;

	private boolean stopped;

	private ClusterBenchmark(ClusterOptions options) {
		this.options = options;
	}

	/**
	 * Run the benchmark: progress goes to standard error, the result to standard output.
	 * @param args see {@link ClusterOptions#USAGE}
	 * @throws Exception if it cannot be run to its end
	 */
	public static void main(String[] args) throws Exception {
		if (List.of(args).contains("--help")) {
			System.out.print(ClusterOptions.USAGE);
			return;
		}
		ClusterBenchmark benchmark;
		try {
			ClusterOptions options = ClusterOptions.parse(args);
			checkPolicies(options);
			benchmark = new ClusterBenchmark(options);
		}
		catch (IllegalArgumentException ex) {
			System.err.print(ex.getMessage() + System.lineSeparator() + ClusterOptions.USAGE);
			System.exit(2);
			return;
		}
		Runtime.getRuntime().addShutdownHook(new Thread(benchmark::stop, "stop"));
		try {
			benchmark.run();
		}
		catch (InterruptedException ex) {
			// The shutdown hook is at work.
			return;
		}
		System.exit(benchmark.results.failed().isEmpty() ? 0 : 1);
	}

	private static void checkPolicies(ClusterOptions options) throws IOException {
		if (!options.policies().equals(List.of(Arrangement.SHARED))
				&& !KnownProperties.contains(Arrangement.SCHEDULING_PROPERTY)) {
			throw new IllegalArgumentException("This build has no property '" + Arrangement.SCHEDULING_PROPERTY
					+ "': 'policies' must be 'shared', which is all that it can do");
		}
	}

	private void run() throws IOException, InterruptedException {
		String machine = Machine.describe();
		String node = NodeProgram.version();
		machine += (node != null) ? ", Node " + node : "";
		List<Arrangement> arrangements = arrangements(node != null);
		progress("The subjects log to %s", this.options.logs());
		long start = System.nanoTime();
		for (int i = 0; i < this.options.servers().size(); i++) {
			try (ServerRun run = begin(this.options.servers().get(i))) {
				run.run(arrangements, i * this.options.rounds());
			}
			progress("%s is done after %d s", this.options.servers().get(i).title(),
					TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
		}
		ClusterReport report = new ClusterReport(this.options, this.results, arrangements, machine);
		System.out.print(report.render());
		if (this.options.writeDocs()) {
			new ClusterDocs(this.options, this.results).write(report.render(), arrangements);
		}
	}

	private List<Arrangement> arrangements(boolean withNode) throws IOException {
		List<Arrangement> arrangements = new ArrayList<>(this.options.arrangements());
		if (!withNode && arrangements.removeAll(Arrangement.NODE)) {
			this.results.skipped().add("Node: there is no node on the PATH");
		}
		if (arrangements.contains(Arrangement.SHARED_WITHOUT_GATE)
				&& !KnownProperties.contains(Arrangement.GATE_PROPERTY)) {
			arrangements.remove(Arrangement.SHARED_WITHOUT_GATE);
			this.results.skipped()
				.add(Arrangement.SHARED_WITHOUT_GATE.title() + ": this build has no property '"
						+ Arrangement.GATE_PROPERTY + "'");
		}
		return arrangements;
	}

	private synchronized ServerRun begin(EmbeddedServer server) throws InterruptedException {
		if (this.stopped) {
			throw new InterruptedException("The benchmark is being ended");
		}
		this.current = new ServerRun(server, this.options, this.results);
		return this.current;
	}

	private synchronized void stop() {
		this.stopped = true;
		if (this.current != null) {
			this.current.close();
		}
	}

	private static void progress(String format, Object... arguments) {
		System.err.println(String.format(Locale.ROOT, format, arguments));
	}

}
