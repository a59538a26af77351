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

package io.forkit.demo.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.forkit.demo.ClosedLoop;
import io.forkit.demo.ClusterReport;
import io.forkit.demo.LoadGenerator;
import io.forkit.demo.Proc;

/**
 * What must hold whatever happens to the processes. What takes its time, as the start of
 * a worker, may be wrong for as long; that time begins anew when somebody does something
 * to the same processes.
 */
class Invariants {

	/** For the start of a worker while the machine is busy. */
	private static final Duration RECOVERY = Duration.ofSeconds(Integer.getInteger("forkit.chaos.recovery", 90));

	/** Between the end of a process and the moment when nobody speaks of it any more. */
	private static final Duration SETTLING = Duration.ofSeconds(15);

	private static final Duration ANSWER = Duration.ofSeconds(30);

	/** The channel, the output and what is opened for a moment. */
	private static final int FILES_FOR_A_PROCESS = 16;

	private static final int FILES_BESIDES = 24;

	private final ActionLog log;

	private final List<ClosedLoop> loads;

	private final int files;

	private final int processes;

	private final Map<String, Long> since = new HashMap<>();

	private final Map<ClosedLoop, Integer> failuresSeen = new HashMap<>();

	private final GivenUp givenUp;

	/**
	 * Create the invariants of a cluster.
	 * @param calm the cluster before anything happens to it
	 * @param log what is done to it
	 * @param loads its clients
	 */
	Invariants(Observation calm, ActionLog log, List<ClosedLoop> loads) {
		this.log = log;
		this.loads = loads;
		this.files = calm.openFiles();
		this.processes = calm.processes().size();
		this.givenUp = new GivenUp(calm.time());
	}

	/**
	 * Check all of them.
	 * @param now how the cluster is
	 * @return what is violated, in words
	 */
	List<String> check(Observation now) {
		List<String> violations = new ArrayList<>();
		if (!now.runs(now.primary())) {
			violations.add("The primary has ended");
			return violations;
		}
		this.givenUp.look(now);
		checkRequests(violations);
		Wrongs wrongs = new Wrongs(now, violations);
		checkAnswer(now, wrongs);
		checkProcesses(now, wrongs);
		checkFiles(now, wrongs);
		if (now.report() != null) {
			checkSlots(now, now.report(), wrongs);
			checkReport(now, now.report(), wrongs);
			this.since.keySet().retainAll(wrongs.found);
		}
		return violations;
	}

	private void checkRequests(List<String> violations) {
		for (ClosedLoop load : this.loads) {
			List<LoadGenerator.Failure> failures = load.failures();
			int seen = this.failuresSeen.getOrDefault(load, 0);
			for (LoadGenerator.Failure failure : failures.subList(seen, failures.size())) {
				if (!this.givenUp.knows(failure)) {
					break;
				}
				seen++;
				if (!isAllowed(failure)) {
					violations.add("A request from %s s to %s s failed and nothing explains it: %s".formatted(
							this.log.at(failure.start()).strip(), this.log.at(failure.end()).strip(),
							failure.reason()));
				}
			}
			this.failuresSeen.put(load, seen);
		}
	}

	/**
	 * No connection is refused while the primary lives and has not given up, whatever is
	 * done to whom.
	 */
	private boolean isAllowed(LoadGenerator.Failure failure) {
		return this.givenUp.explains(failure) || (!failure.refused() && this.log.explains(failure));
	}

	/** Return how often the cluster has given up. */
	int timesGivenUp() {
		return this.givenUp.count();
	}

	private void checkAnswer(Observation now, Wrongs wrongs) {
		if (now.report() == null) {
			wrongs.add("answer", "The primary does not answer: " + now.problem(), ANSWER,
					this.log.lastTouched(now.primary()));
		}
	}

	private void checkSlots(Observation now, ClusterReport report, Wrongs wrongs) {
		Map<Integer, Boolean> filled = new HashMap<>();
		Map<Integer, Long> touched = new HashMap<>();
		for (ClusterReport.Worker worker : report.workers()) {
			if (worker.standby()) {
				checkStandby(worker, wrongs);
				continue;
			}
			filled.merge(worker.slot(), worker.state().equals("READY"), Boolean::logicalOr);
			touched.merge(worker.slot(), this.log.lastTouched(worker.pid()), Math::max);
		}
		filled.forEach((slot, ready) -> {
			if (!ready && !report.broken(slot)) {
				wrongs.add("slot " + slot, "Slot " + slot + " has no ready worker", RECOVERY, touched.get(slot));
			}
		});
		if (filled.size() < report.size()) {
			wrongs.add("slots", "There are %d slots, not %d".formatted(filled.size(), report.size()), RECOVERY,
					Long.MIN_VALUE);
		}
	}

	private void checkStandby(ClusterReport.Worker worker, Wrongs wrongs) {
		if (!worker.state().equals("STANDBY")) {
			wrongs.add("standby " + worker.id(), "Standby " + worker.id() + " is " + worker.state(), RECOVERY,
					this.log.lastTouched(worker.pid()));
		}
	}

	private void checkReport(Observation now, ClusterReport report, Wrongs wrongs) {
		Set<Integer> ids = new TreeSet<>();
		long ready = 0;
		for (ClusterReport.Worker worker : report.workers()) {
			if (!ids.add(worker.id())) {
				wrongs.add("id " + worker.id(), "Two workers have the id " + worker.id(), Duration.ZERO,
						Long.MIN_VALUE);
			}
			if (worker.state().equals("READY")) {
				ready++;
			}
			if (!worker.state().equals("EXITED") && !now.runs(worker.pid())) {
				wrongs.add("gone " + worker.pid(), "Worker %d is %s, but its process %d is gone".formatted(worker.id(),
						worker.state(), worker.pid()), SETTLING, this.log.lastTouched(worker.pid()));
			}
			if (worker.state().equals("EXITED") && now.runs(worker.pid())) {
				wrongs.add("runs " + worker.pid(),
						"Worker %d is EXITED, but its process %d runs".formatted(worker.id(), worker.pid()), SETTLING,
						this.log.lastTouched(worker.pid()));
			}
		}
		if (ready < report.ready()) {
			wrongs.add("ready",
					"%d workers are said to be ready, but only %d are shown so".formatted(report.ready(), ready),
					SETTLING, Long.MIN_VALUE);
		}
	}

	private void checkProcesses(Observation now, Wrongs wrongs) {
		if (now.report() == null) {
			return;
		}
		for (long pid : now.unaccounted()) {
			String what = now.runs(pid) ? "belongs to no worker" : "is a zombie";
			wrongs.add("unaccounted " + pid,
					"Process %d %s: %s %s".formatted(pid, what, now.processes().get(pid), Proc.commandLine(pid)),
					SETTLING, this.log.lastTouched(pid));
		}
	}

	private void checkFiles(Observation now, Wrongs wrongs) {
		int more = Math.max(0, now.processes().size() - this.processes);
		int bound = this.files + FILES_BESIDES + FILES_FOR_A_PROCESS * more;
		if (now.openFiles() > bound) {
			wrongs.add("files", "The primary has %d open files, more than %d, with %d processes"
				.formatted(now.openFiles(), bound, now.processes().size()), SETTLING, Long.MIN_VALUE);
		}
	}

	/**
	 * What is wrong now, and for how long it may be.
	 */
	private final class Wrongs {

		private final Set<String> found = new TreeSet<>();

		private final Observation now;

		private final List<String> violations;

		private Wrongs(Observation now, List<String> violations) {
			this.now = now;
			this.violations = violations;
		}

		void add(String key, String text, Duration limit, long touched) {
			this.found.add(key);
			long time = this.now.time();
			long from = Math.max(Invariants.this.since.getOrDefault(key, time), Math.min(touched, time));
			Invariants.this.since.put(key, from);
			if (time - from >= limit.toNanos() && (!limit.isZero() || time >= from)) {
				this.violations.add("%s, for %d s".formatted(text, Duration.ofNanos(time - from).toSeconds()));
			}
		}

	}

}
