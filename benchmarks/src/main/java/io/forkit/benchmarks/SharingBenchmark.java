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

package io.forkit.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures what sharing costs: the demo as a cluster of one worker against the same demo
 * run plainly, in turns, on the same machine and at the same time of day.
 */
public final class SharingBenchmark {

	private final Options options;

	private final LoadGenerator generator;

	private final List<Application> running = new ArrayList<>();

	private final Map<Load, List<Round>> rounds = new EnumMap<>(Load.class);

	private boolean stopped;

	private SharingBenchmark(Options options) {
		this.options = options;
		this.generator = new LoadGenerator(options.connections());
		for (Load load : Load.values()) {
			this.rounds.put(load, new ArrayList<>());
		}
	}

	/**
	 * Run the benchmark: progress goes to standard error, the result to standard output.
	 * @param args see {@link Options#USAGE}
	 * @throws Exception if it cannot be run to its end
	 */
	public static void main(String[] args) throws Exception {
		if (List.of(args).contains("--help")) {
			System.out.print(Options.USAGE);
			return;
		}
		SharingBenchmark benchmark;
		try {
			benchmark = new SharingBenchmark(Options.parse(args));
		}
		catch (IllegalArgumentException ex) {
			System.err.print(ex.getMessage() + System.lineSeparator() + Options.USAGE);
			System.exit(2);
			return;
		}
		Runtime.getRuntime().addShutdownHook(new Thread(benchmark::stopAll, "stop"));
		try {
			benchmark.run();
		}
		catch (IOException | InterruptedException ex) {
			if (!benchmark.isStopped()) {
				throw ex;
			}
		}
	}

	private void run() throws IOException, InterruptedException {
		if (!Files.isReadable(this.options.jar())) {
			throw new IOException("'jar' must be a file that can be read: " + this.options.jar());
		}
		Report report = new Report(this.options, Machine.describe());
		progress("Takes about %d seconds; the applications log to %s", this.options.estimate().toSeconds(),
				this.options.logs());
		for (int launch = 0; launch < this.options.launches(); launch++) {
			launch(launch);
		}
		System.out.print(report.render(this.rounds));
	}

	private void launch(int launch) throws IOException, InterruptedException {
		boolean plainFirst = launch % 2 == 0;
		Application plain = plainFirst ? start(Mode.PLAIN, launch) : null;
		Application other = start(this.options.control() ? Mode.CONTROL : Mode.CLUSTER, launch);
		plain = (plain != null) ? plain : start(Mode.PLAIN, launch);
		progress("Warming up %s and %s", plain, other);
		for (Load load : Load.values()) {
			measure(plain, other, load, plainFirst, this.options.warmUp());
		}
		for (int i = 0; i < this.options.rounds(); i++) {
			for (Load load : Load.values()) {
				Round round = measure(plain, other, load, plainFirst == (i % 2 == 0), this.options.seconds());
				this.rounds.get(load).add(round);
				progress("Launch %d, round %d, %s: %.0f/s plainly, ratio %.3f", launch + 1, i + 1, load.title(),
						round.plain().perSecond(), round.other().perSecond() / round.plain().perSecond());
			}
		}
		plain.checkUnchanged();
		other.checkUnchanged();
		stopAll(false);
	}

	private Round measure(Application plain, Application other, Load load, boolean plainFirst, int seconds)
			throws IOException, InterruptedException {
		Duration duration = Duration.ofSeconds(seconds);
		Measurement first = this.generator.measure(plainFirst ? plain : other, load, duration);
		Measurement second = this.generator.measure(plainFirst ? other : plain, load, duration);
		return plainFirst ? new Round(first, second) : new Round(second, first);
	}

	private Application start(Mode mode, int launch) throws IOException, InterruptedException {
		Application application;
		synchronized (this.running) {
			if (this.stopped) {
				throw new InterruptedException("The benchmark is being ended");
			}
			String log = mode.title().replaceAll("\\W+", "-") + "-" + (launch + 1) + ".log";
			application = Application.start(mode, this.options.jar(), this.options.logs().resolve(log));
			this.running.add(application);
		}
		application.awaitAnswer();
		return application;
	}

	private boolean isStopped() {
		synchronized (this.running) {
			return this.stopped;
		}
	}

	private void stopAll() {
		stopAll(true);
	}

	private void stopAll(boolean forGood) {
		synchronized (this.running) {
			this.stopped |= forGood;
			this.running.forEach(Application::close);
			this.running.clear();
		}
	}

	private static void progress(String format, Object... arguments) {
		System.err.println(String.format(Locale.ROOT, format, arguments));
	}

}
