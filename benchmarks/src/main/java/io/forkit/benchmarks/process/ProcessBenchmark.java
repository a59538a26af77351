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

package io.forkit.benchmarks.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import io.forkit.benchmarks.Machine;

/**
 * Measures what it costs to run programs with forkit and with others, in turns, each run
 * in a process of its own.
 */
public final class ProcessBenchmark {

	private final ProcessOptions options;

	private final Set<PeerType> peers;

	private final Launcher launcher;

	private final Results results = new Results();

	private final Set<String> skipped = new TreeSet<>();

	private final Set<String> failed = new TreeSet<>();

	private ProcessBenchmark(ProcessOptions options, Launcher launcher) {
		this.options = options;
		this.peers = new TreeSet<>(options.peers());
		this.launcher = launcher;
	}

	/**
	 * Run the benchmark: progress goes to standard error, the result to standard output.
	 * @param args see {@link ProcessOptions#USAGE}
	 * @throws Exception if it cannot be run to its end
	 */
	public static void main(String[] args) throws Exception {
		if (List.of(args).contains("--help")) {
			System.out.print(ProcessOptions.USAGE);
			return;
		}
		ProcessOptions options;
		try {
			options = ProcessOptions.parse(args);
		}
		catch (IllegalArgumentException ex) {
			System.err.print(ex.getMessage() + System.lineSeparator() + ProcessOptions.USAGE);
			System.exit(2);
			return;
		}
		Launcher launcher = new Launcher(options.logs());
		Runtime.getRuntime().addShutdownHook(new Thread(launcher::close, "stop"));
		ProcessBenchmark benchmark = new ProcessBenchmark(options, launcher);
		try {
			benchmark.run();
		}
		catch (InterruptedException ex) {
			// The shutdown hook is at work.
			return;
		}
		System.exit(benchmark.failed.isEmpty() ? 0 : 1);
	}

	private void run() throws IOException, InterruptedException {
		String machine = Machine.describe();
		String node = NodeProgram.version();
		if (node == null && this.peers.remove(PeerType.NODE)) {
			this.skipped.add("Node: there is no node on the PATH");
			progress("Node is left out: there is no node on the PATH");
		}
		else if (this.peers.contains(PeerType.NODE)) {
			machine += ", Node " + node;
		}
		progress("The runs log to %s", this.options.logs());
		long start = System.nanoTime();
		for (int round = 0; round < this.options.rounds(); round++) {
			for (Scenario scenario : this.options.scenarios()) {
				for (PeerType peer : inTurns(round)) {
					measure(round, scenario, peer);
				}
			}
			progress("Round %d of %d is done after %d s", round + 1, this.options.rounds(),
					TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
		}
		System.out.print(new ProcessReport(this.options, this.results).render(machine, this.skipped, this.failed));
	}

	/**
	 * Who comes first changes from round to round, and so does who comes after whom.
	 * @param round the number of the round
	 * @return the peers in their order
	 */
	private List<PeerType> inTurns(int round) {
		List<PeerType> order = new ArrayList<>(this.peers);
		Collections.rotate(order, round);
		if (round % 2 == 1) {
			Collections.reverse(order);
		}
		return order;
	}

	private void measure(int round, Scenario scenario, PeerType peer) throws IOException, InterruptedException {
		if (this.results.isSkipped(scenario, peer)) {
			return;
		}
		Size size = scenario.size(this.options.quick());
		RunLine line = this.launcher.run(peer, scenario, size, round);
		this.results.add(round, scenario, peer, line);
		String name = scenario.option() + " of " + peer.title();
		if (line.skipped()) {
			this.skipped.add(name + ": " + line.problem());
		}
		else if (!line.problem().isEmpty()) {
			this.failed.add(name + ": " + line.problem());
		}
		progress("Round %d, %s: %s", round + 1, name, line.describe(scenario.metrics()));
	}

	private static void progress(String format, Object... arguments) {
		System.err.println(String.format(Locale.ROOT, format, arguments));
	}

}
