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

package io.forkit.benchmarks.message;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import io.forkit.benchmarks.Figures;
import io.forkit.benchmarks.Machine;
import io.forkit.benchmarks.process.NodeProgram;

/**
 * Measures messages and handles between a parent and a forked child, with forkit and with
 * Node, in turns, each run in processes of its own.
 */
public final class MessageBenchmark {

	private final MessageOptions options;

	private final Set<MessagePeer> peers;

	private final MessageLauncher launcher;

	private final Figures<MessagePeer, MessageMetric> results = new Figures<>();

	private final Set<String> skipped = new TreeSet<>();

	private final Set<String> failed = new TreeSet<>();

	private MessageBenchmark(MessageOptions options, MessageLauncher launcher) {
		this.options = options;
		this.peers = EnumSet.copyOf(options.peers());
		this.launcher = launcher;
	}

	/**
	 * Run the benchmark: progress goes to standard error, the result to standard output.
	 * @param args see {@link MessageOptions#USAGE}
	 * @throws Exception if it cannot be run to its end
	 */
	public static void main(String[] args) throws Exception {
		if (List.of(args).contains("--help")) {
			System.out.print(MessageOptions.USAGE);
			return;
		}
		MessageOptions options;
		try {
			options = MessageOptions.parse(args);
		}
		catch (IllegalArgumentException ex) {
			System.err.print(ex.getMessage() + System.lineSeparator() + MessageOptions.USAGE);
			System.exit(2);
			return;
		}
		MessageLauncher launcher = new MessageLauncher(options.logs());
		Runtime.getRuntime().addShutdownHook(new Thread(launcher::close, "stop"));
		MessageBenchmark benchmark = new MessageBenchmark(options, launcher);
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
		if (node != null) {
			machine += ", Node " + node;
		}
		else if (this.peers.removeAll(MessagePeer.RIVALS)) {
			this.skipped.add("Node: there is no node on the PATH");
		}
		progress("The runs log to %s", this.options.logs());
		long start = System.nanoTime();
		for (int round = 0; round < this.options.rounds(); round++) {
			for (MessageScenario scenario : this.options.scenarios()) {
				for (MessagePeer peer : Figures.inTurns(this.peers, round)) {
					if (scenario.isFor(peer)) {
						measure(round, scenario, peer);
					}
				}
			}
			progress("Round %d of %d is done after %d s", round + 1, this.options.rounds(),
					TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
		}
		System.out.print(new MessageReport(this.options, this.results).render(machine, this.skipped, this.failed));
	}

	private void measure(int round, MessageScenario scenario, MessagePeer peer)
			throws IOException, InterruptedException {
		MessageRunLine line = this.launcher.run(peer, scenario, RunTime.of(this.options.quick()), round);
		this.results.add(round, peer, line.figures());
		String name = scenario.option() + " of " + peer.title();
		if (!line.problem().isEmpty()) {
			this.failed.add(name + ": " + line.problem());
		}
		progress("Round %d, %s: %s", round + 1, name, line.describe());
	}

	private static void progress(String format, Object... arguments) {
		System.err.println(String.format(Locale.ROOT, format, arguments));
	}

}
