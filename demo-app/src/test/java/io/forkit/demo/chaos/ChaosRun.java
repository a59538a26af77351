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
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import io.forkit.demo.ClosedLoop;
import io.forkit.demo.DemoProcess;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Does what a scenario draws to a cluster under load, and checks the invariants all the
 * time. The same seed draws the same actions; which processes there are to choose from
 * when, is up to the machine.
 */
class ChaosRun {

	private static final Duration CHECKS = Duration.ofMillis(200);

	private static final Duration SOME_TIME = Duration.ofSeconds(1);

	private static final int LONGEST_PAUSE_MILLIS = 2_000;

	private static final Duration CALM_LIMIT = Duration.ofMinutes(3);

	private static final int FILES_BESIDES = 8;

	private static final int LINES = 200;

	private final DemoProcess demo;

	private final int managementPort;

	private final Scenario scenario;

	private final List<ClosedLoop> loads;

	private final long seed;

	private final Random random;

	private final ActionLog log = new ActionLog();

	private final PriorityQueue<ActionLog.Entry> undos = new PriorityQueue<>(
			Comparator.comparingLong(ActionLog.Entry::end));

	private final Observation calm;

	private final Invariants invariants;

	private Observation now;

	private @Nullable Action provocation;

	private @Nullable Action revival;

	ChaosRun(DemoProcess demo, int managementPort, Scenario scenario, List<ClosedLoop> loads, long seed) {
		this.demo = demo;
		this.managementPort = managementPort;
		this.scenario = scenario;
		this.loads = loads;
		this.seed = seed;
		this.random = new Random(seed);
		this.calm = Observation.of(demo, managementPort);
		this.now = this.calm;
		this.invariants = new Invariants(this.calm, this.log, loads);
	}

	/**
	 * Let the cluster give up at the end, and bring it back.
	 * @param provocation what makes it give up, if it is done again and again
	 * @param revival what brings it back
	 * @return this
	 */
	ChaosRun untilItGivesUp(Action provocation, Action revival) {
		this.provocation = provocation;
		this.revival = revival;
		return this;
	}

	/**
	 * Make trouble for a while, then let the cluster come to rest.
	 * @param duration how long
	 */
	void run(Duration duration) {
		try {
			long end = System.nanoTime() + duration.toNanos();
			long next = System.nanoTime();
			while (System.nanoTime() - end < 0) {
				if (System.nanoTime() - next >= 0) {
					act();
					next = System.nanoTime() + Duration.ofMillis(this.random.nextInt(LONGEST_PAUSE_MILLIS)).toNanos();
				}
				check();
			}
			if (this.provocation != null) {
				provoke(this.provocation);
			}
			comeToRest();
		}
		finally {
			while (!this.undos.isEmpty()) {
				undo();
			}
		}
	}

	private void provoke(Action action) {
		this.log.note("until it gives up");
		long from = System.nanoTime();
		long next = from;
		while (this.now.report() == null || !this.now.report().givenUp()) {
			if (System.nanoTime() - from > CALM_LIMIT.toNanos()) {
				violated(List.of("The cluster has not given up"));
			}
			if (System.nanoTime() - next >= 0) {
				perform(action);
				next = System.nanoTime() + SOME_TIME.toNanos();
			}
			check();
		}
	}

	private void act() {
		perform(this.scenario.draw(this.random));
	}

	private void perform(Action action) {
		Random choice = new Random(this.random.nextLong());
		Deed deed = action.perform(this.now, choice);
		if (deed != null) {
			ActionLog.Entry entry = this.log.begin(deed);
			if (deed.undo() != null) {
				this.undos.add(entry);
			}
		}
	}

	private void check() {
		while (!this.undos.isEmpty() && this.undos.peek().end() - System.nanoTime() <= 0) {
			undo();
		}
		this.now = Observation.of(this.demo, this.managementPort);
		List<String> violations = this.invariants.check(this.now);
		if (!violations.isEmpty()) {
			violated(violations);
		}
		LockSupport.parkNanos(CHECKS.toNanos());
	}

	private void undo() {
		ActionLog.Entry entry = this.undos.remove();
		Runnable undo = entry.deed().undo();
		if (undo != null) {
			undo.run();
		}
		this.log.end(entry);
	}

	private void comeToRest() {
		this.log.note("nothing more");
		long from = System.nanoTime();
		long next = from;
		while (!atRest()) {
			if (System.nanoTime() - from > CALM_LIMIT.toNanos()) {
				violated(List.of("The cluster has not come to rest: " + unrest()));
			}
			if (this.revival != null && this.undos.isEmpty() && System.nanoTime() - next >= 0) {
				perform(this.revival);
				next = System.nanoTime() + SOME_TIME.multipliedBy(5).toNanos();
			}
			check();
		}
		for (ClosedLoop load : this.loads) {
			awaitAnswers(load);
			load.close();
			assertThat(load.sent()).isEqualTo(load.answered() + load.failures().size());
		}
		check();
	}

	/** A client that has lost its connection may wait for its own limit. */
	private void awaitAnswers(ClosedLoop load) {
		try {
			load.awaitAnswers(10, CALM_LIMIT);
		}
		catch (ConditionTimeoutException ex) {
			violated(List.of("The cluster is at rest, and has not answered 10 requests since: " + load));
		}
	}

	private boolean atRest() {
		return this.undos.isEmpty() && unrest().isEmpty();
	}

	private List<String> unrest() {
		List<String> unrest = new ArrayList<>();
		if (this.now.report() == null) {
			unrest.add("no answer");
			return unrest;
		}
		if (!this.now.report().settled()) {
			unrest.add("not all workers are ready");
		}
		if (!this.now.report().breakers().isEmpty()) {
			unrest.add("some are given up");
		}
		if (!this.now.unaccounted().isEmpty()) {
			unrest.add("processes " + this.now.unaccounted());
		}
		int files = this.calm.openFiles() + FILES_BESIDES
				+ FILES_BESIDES * Math.max(0, this.now.processes().size() - this.calm.processes().size());
		if (this.now.openFiles() > files) {
			unrest.add("%d open files".formatted(this.now.openFiles()));
		}
		return unrest;
	}

	private void violated(List<String> violations) {
		fail("%s%n%n%s%n%nThe cluster says:%n%s%n%nThere are:%n%s%n%nIt has printed:%n%s", violations, this,
				this.now.report(), this.now.processes().values(), tail());
	}

	private String tail() {
		List<String> lines = this.demo.lines();
		return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
	}

	@Override
	public String toString() {
		return "Chaos with the seed %d (-Dforkit.chaos.seed=%d), %d open files at first, then %d, given up %d times%n%s%s"
			.formatted(this.seed, this.seed, this.calm.openFiles(), this.now.openFiles(),
					this.invariants.timesGivenUp(), this.log, this.loads);
	}

}
