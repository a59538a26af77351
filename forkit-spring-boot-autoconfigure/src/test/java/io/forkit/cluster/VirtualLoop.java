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

package io.forkit.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A loop whose time passes when a test says so. What is due runs in the calling thread.
 */
final class VirtualLoop implements SupervisorLoop {

	static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	// Others may ask for something as well.
	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final List<Timer> timers = new ArrayList<>();

	private Instant now = START;

	private Duration setBack = Duration.ZERO;

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
	}

	@Override
	public Runnable schedule(Duration delay, Runnable task) {
		Timer timer = new Timer(this.now.plus(delay), task);
		this.timers.add(timer);
		return () -> this.timers.remove(timer);
	}

	@Override
	public Instant now() {
		return this.now.minus(this.setBack);
	}

	@Override
	public Duration elapsed() {
		return Duration.between(START, this.now);
	}

	/** Timers do not care. */
	void setClockBack(Duration time) {
		this.setBack = this.setBack.plus(time);
	}

	/** Run what was given to the loop, and the timers that are due. */
	void run() {
		advance(Duration.ZERO);
	}

	void advance(Duration time) {
		Instant end = this.now.plus(time);
		runTasks();
		while (true) {
			Timer next = this.timers.stream().min(Comparator.comparing((timer) -> timer.due)).orElse(null);
			if (next == null || next.due.isAfter(end)) {
				break;
			}
			this.now = next.due;
			this.timers.remove(next);
			next.task.run();
			runTasks();
		}
		this.now = end;
	}

	private void runTasks() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
	}

	int timers() {
		return this.timers.size();
	}

	/** Two timers may be equal in all they have. */
	private static final class Timer {

		private final Instant due;

		private final Runnable task;

		Timer(Instant due, Runnable task) {
			this.due = due;
			this.task = task;
		}

	}

}
