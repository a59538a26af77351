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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.forkit.benchmarks.Figures;

/**
 * All arrangements on one server, and Node beside them. They are all up while they are
 * measured in turns. One that fails is not measured any further.
 */
final class ServerRun implements AutoCloseable {

	private final EmbeddedServer server;

	private final ClusterOptions options;

	private final ClusterResults results;

	private final List<RunningSubject> subjects = new ArrayList<>();

	private boolean closed;

	ServerRun(EmbeddedServer server, ClusterOptions options, ClusterResults results) {
		this.server = server;
		this.options = options;
		this.results = results;
	}

	/**
	 * Start, warm up and measure.
	 * @param arrangements what to compare
	 * @param firstRound the number of the first round
	 * @throws IOException if no process can be started
	 * @throws InterruptedException if this run was closed
	 */
	void run(List<Arrangement> arrangements, int firstRound) throws IOException, InterruptedException {
		progress("Starting %d subjects for %s", arrangements.size(), this.server.title());
		for (Arrangement arrangement : arrangements) {
			start(Subject.of(this.server, arrangement));
		}
		forEach("start", subjects(), RunningSubject::awaitWorkers);
		progress("Warming up");
		forEach("warm-up", subjects(), this::warmUp);
		for (int round = 0; round < this.options.rounds(); round++) {
			for (ClusterScenario scenario : this.options.scenarios()) {
				if (scenario.isIn(round, this.options.rounds())) {
					measure(scenario, firstRound + round);
				}
			}
		}
		forEach("end", subjects(), RunningSubject::checkUnchanged);
	}

	private synchronized void start(Subject subject) throws IOException, InterruptedException {
		if (this.closed) {
			throw new InterruptedException("The benchmark is being ended");
		}
		String log = this.server.option() + "-" + subject.arrangement().option() + ".log";
		this.subjects.add(RunningSubject.start(subject, this.options.workers(), this.options.logs().resolve(log)));
	}

	private synchronized List<RunningSubject> subjects() throws InterruptedException {
		if (this.closed) {
			throw new InterruptedException("The benchmark is being ended");
		}
		return List.copyOf(this.subjects);
	}

	private void warmUp(RunningSubject subject) throws IOException, InterruptedException {
		// Each JVM compiles the same code for itself, from its share of the requests.
		Duration half = Duration.ofSeconds(this.options.warmUp()).multipliedBy(subject.answerers()).dividedBy(2);
		new Throughput(true).measure(subject, this.options, half);
		new Throughput(false).measure(subject, this.options, half);
	}

	private void measure(ClusterScenario scenario, int round) throws InterruptedException {
		List<RunningSubject> subjects = subjects().stream()
			.filter((subject) -> scenario.isFor(subject.subject().arrangement()))
			.toList();
		forEach(scenario.option(), Figures.inTurns(subjects, round), (subject) -> {
			Map<ClusterMetric, Double> figures = scenario.workload().measure(subject, this.options);
			this.results.figures().add(round, subject.subject(), figures);
			progress("Round %d, %s of %s: %s", round % this.options.rounds() + 1, scenario.option(), subject.subject(),
					scenario.metrics()
						.stream()
						.map((metric) -> metric.title() + " " + metric.format(figures.get(metric)))
						.collect(Collectors.joining(", ")));
		});
	}

	private void forEach(String phase, List<RunningSubject> subjects, Step step) throws InterruptedException {
		for (RunningSubject subject : subjects) {
			try {
				step.take(subject);
			}
			catch (IOException ex) {
				fail(phase, subject, ex);
			}
		}
	}

	private void fail(String phase, RunningSubject subject, IOException ex) throws InterruptedException {
		synchronized (this) {
			if (this.closed) {
				throw new InterruptedException("The benchmark is being ended");
			}
			this.subjects.remove(subject);
		}
		String failure = phase + " of " + subject.subject()
				+ (subject.subject().arrangement().isNode() ? " beside " + this.server.title() : "") + ": "
				+ ex.getMessage();
		this.results.failed().add(failure);
		progress("Failed, %s", failure);
		subject.close();
	}

	/**
	 * End all processes.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		this.subjects.forEach(RunningSubject::terminate);
		for (Iterator<RunningSubject> left = this.subjects.iterator(); left.hasNext(); left.remove()) {
			left.next().close();
		}
	}

	private static void progress(String format, Object... arguments) {
		System.err.println(String.format(Locale.ROOT, format, arguments));
	}

	/**
	 * Something to do with a subject.
	 */
	@FunctionalInterface
	private interface Step {

		void take(RunningSubject subject) throws IOException, InterruptedException;

	}

}
