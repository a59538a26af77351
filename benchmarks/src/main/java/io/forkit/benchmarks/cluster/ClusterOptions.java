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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.forkit.benchmarks.Arguments;

/**
 * What to run, from the command line.
 *
 * @param rounds how often each subject is measured
 * @param seconds how long a measurement of requests or connections takes
 * @param warmUp seconds of warm-up of a subject for each of its processes that answer
 * @param workers the number of workers
 * @param clients the number of clients that keep their connections
 * @param connections the number of clients that do not
 * @param servers on what
 * @param policies forkit's ways to spread connections
 * @param scenarios what is measured
 * @param quick whether to do little, to see that everything works
 * @param writeDocs whether the result goes into the documentation too
 * @param docs the directory of the documentation
 * @param logs where the output of the subjects goes
 */
record ClusterOptions(int rounds, int seconds, int warmUp, int workers, int clients, int connections,
		List<EmbeddedServer> servers, List<Arrangement> policies, List<ClusterScenario> scenarios, boolean quick,
		boolean writeDocs, Path docs, Path logs) {

	static final String USAGE = """
			Usage: benchmarks/run-cluster [options]
			  --rounds=3        how often each subject is measured, in an order that changes; 1 with --quick
			  --seconds=2       length of a measurement of requests or connections; 1 with --quick
			  --warm-up=8       seconds of warm-up for each worker of a subject; 1 with --quick
			  --workers=4       workers of every cluster; 2 with --quick
			  --clients=64      clients that keep their connections
			  --connections=32  clients that make a connection for each request
			  --servers=LIST    some of tomcat,jetty,netty; all by default
			  --policies=LIST   some of shared,round-robin,sticky,reuse-port; all by default
			  --scenario=LIST   some of requests,connections,spread,pinned; all by default
			  --jdk=DIR         the JDK of all JVMs; by default the one that builds
			  --quick           do less: to see that everything works, not to measure
			  --write-docs      write docs/benchmarks-cluster.md and docs/benchmarks-cluster.svg too
			  --docs=DIR        where these two go
			  --logs=DIR        where the output of the subjects goes
			""";

	private static final Set<String> NAMES = Set.of("rounds", "seconds", "warm-up", "workers", "clients", "connections",
			"servers", "policies", "scenario", "quick", "write-docs", "docs", "logs");

	/**
	 * Read options; the last of several of one name wins.
	 * @param arguments the arguments of the command line
	 * @return the options
	 * @throws IllegalArgumentException if an argument makes no sense
	 */
	static ClusterOptions parse(String... arguments) {
		Arguments values = Arguments.parse(NAMES, arguments);
		boolean quick = values.flag("quick");
		int workers = values.positive("workers", quick ? 2 : 4);
		if (workers == 1) {
			throw new IllegalArgumentException("'workers' must be at least 2: a single worker shares with nobody");
		}
		return new ClusterOptions(values.positive("rounds", quick ? 1 : 3), values.positive("seconds", quick ? 1 : 2),
				values.positive("warm-up", quick ? 1 : 8), workers, values.positive("clients", 64),
				values.positive("connections", 32),
				some("servers", values, List.of(EmbeddedServer.values()), EmbeddedServer::option),
				some("policies", values, Arrangement.POLICIES, Arrangement::option),
				some("scenario", values, List.of(ClusterScenario.values()), ClusterScenario::option), quick,
				values.flag("write-docs"), values.path("docs", "docs"),
				values.path("logs", "benchmarks/target/logs/cluster"));
	}

	private static <E> List<E> some(String name, Arguments values, Collection<E> all, Function<E, String> option) {
		String text = values.text(name, "");
		if (text.isEmpty()) {
			return List.copyOf(all);
		}
		Set<String> names = all.stream().map(option).collect(Collectors.toSet());
		Set<String> chosen = Set.of(text.split(",", -1));
		if (!names.containsAll(chosen)) {
			throw new IllegalArgumentException(
					"'" + name + "' must be of " + all.stream().map(option).toList() + " and not '" + text + "'");
		}
		return all.stream().filter((value) -> chosen.contains(option.apply(value))).toList();
	}

	/**
	 * Return all that these options compare.
	 * @return the arrangements that take part in one of the scenarios
	 */
	List<Arrangement> arrangements() {
		List<Arrangement> all = new ArrayList<>(List.of(Arrangement.PLAIN));
		all.addAll(this.policies);
		if (this.policies.contains(Arrangement.SHARED)) {
			all.add(all.indexOf(Arrangement.SHARED) + 1, Arrangement.SHARED_WITHOUT_GATE);
		}
		all.addAll(Arrangement.NODE);
		return all.stream()
			.filter((arrangement) -> this.scenarios.stream().anyMatch((scenario) -> scenario.isFor(arrangement)))
			.toList();
	}

}
