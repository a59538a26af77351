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

package io.forkit.cluster.watch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntPredicate;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * When a worker is taken for hung, and what follows.
 *
 * @param heartbeat when it gives no sign of life
 * @param startTimeout how long a worker may take until it is ready; zero for no limit
 * @param deadlockInterval how often a worker looks for threads that wait for each other;
 * zero for never
 * @param probe what to ask its server; {@code null} for nothing
 * @param actions what follows
 * @param dump what is written down before
 * @since 0.1.0
 */
public record HealthSettings(Heartbeat heartbeat, Duration startTimeout, Duration deadlockInterval,
		@Nullable Probe probe, Actions actions, Dump dump) {

	/** A heartbeat every 2 s, no probe; what hangs is replaced, all else is reported. */
	public static final HealthSettings DEFAULTS = new HealthSettings(Heartbeat.DEFAULTS, Duration.ofMinutes(10),
			Duration.ofSeconds(30), null, Actions.DEFAULTS, Dump.DEFAULTS);

	/** Nobody is watched. */
	public static final HealthSettings OFF = new HealthSettings(
			new Heartbeat(Duration.ZERO, Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(5)),
			Duration.ZERO, Duration.ZERO, null, Actions.DEFAULTS, Dump.DEFAULTS);

	public HealthSettings {
		notNegative(startTimeout, "startTimeout");
		notNegative(deadlockInterval, "deadlockInterval");
	}

	private static void notNegative(Duration value, String name) {
		Assert.isTrue(!value.isNegative(), () -> "'" + name + "' must not be negative but is " + value);
	}

	private static void positive(Duration value, String name) {
		Assert.isTrue(value.compareTo(Duration.ZERO) > 0, () -> "'" + name + "' must be more than 0 but is " + value);
	}

	/**
	 * What to do with a worker.
	 */
	public enum Action {

		/** Say so. */
		REPORT,

		/** Replace it by another worker. */
		REPLACE

	}

	/**
	 * When a worker gives no sign of life.
	 *
	 * @param interval how often it gives one; zero for never, and then its silence means
	 * nothing
	 * @param timeout how long it may be silent without a reason that can be seen
	 * @param collectingTimeout how long it may do nothing but collect garbage
	 * @param swappingTimeout how long it may wait for memory that is swapped out
	 */
	public record Heartbeat(Duration interval, Duration timeout, Duration collectingTimeout, Duration swappingTimeout) {

		/** A sign every 2 s; 30 s of silence, 2 min of garbage, 5 min of swapping. */
		public static final Heartbeat DEFAULTS = new Heartbeat(Duration.ofSeconds(2), Duration.ofSeconds(30),
				Duration.ofMinutes(2), Duration.ofMinutes(5));

		/** So many signs may be lost at least. */
		private static final int SIGNS = 3;

		public Heartbeat {
			notNegative(interval, "interval");
			for (Duration limit : new Duration[] { timeout, collectingTimeout, swappingTimeout }) {
				Assert.isTrue(limit.compareTo(interval.multipliedBy(SIGNS)) >= 0 && !limit.isZero(),
						() -> "the limits must be at least %d times 'interval', which is %s, but one is %s"
							.formatted(SIGNS, interval, limit));
			}
		}

		/**
		 * Return whether there is to be one.
		 * @return whether it is
		 */
		public boolean isEnabled() {
			return !this.interval.isZero();
		}

	}

	/**
	 * What to ask the server of a worker.
	 *
	 * @param path what to get
	 * @param interval how often
	 * @param timeout how long the answer may take
	 * @param lowestStatus the lowest status of an answer that is good
	 * @param highestStatus the highest status of an answer that is good
	 * @param failures how many in a row count
	 */
	public record Probe(String path, Duration interval, Duration timeout, int lowestStatus, int highestStatus,
			int failures) {

		public Probe {
			Assert.isTrue(isPath(path), () -> "'path' must begin with '/' and have no spaces but is '" + path + "'");
			positive(interval, "interval");
			positive(timeout, "timeout");
			Assert.isTrue(failures >= 1, () -> "'failures' must be 1 or more but is " + failures);
			Assert.isTrue(lowestStatus >= 100 && lowestStatus <= highestStatus,
					() -> "'lowestStatus' must be a status of HTTP, and not above 'highestStatus'");
		}

		/**
		 * Return whether something can be asked for.
		 * @param path the path
		 * @return whether it can
		 */
		public static boolean isPath(String path) {
			IntPredicate visible = (character) -> character > ' ' && character < 0x7f;
			return path.startsWith("/") && path.chars().allMatch(visible);
		}

		/**
		 * Return whether an answer is good.
		 * @param status its status
		 * @return whether it is
		 */
		public boolean expects(int status) {
			return status >= this.lowestStatus && status <= this.highestStatus;
		}

	}

	/**
	 * What follows.
	 *
	 * @param onHang for a worker that is silent for too long, or does not answer requests
	 * @param onStopped for one that somebody has stopped, or holds with a debugger
	 * @param onDeadlock for one with threads that wait for each other
	 * @param onSlowStart for one that does not become ready
	 */
	public record Actions(Action onHang, Action onStopped, Action onDeadlock, Action onSlowStart) {

		/** What hangs is replaced, all else is reported. */
		public static final Actions DEFAULTS = new Actions(Action.REPLACE, Action.REPORT, Action.REPORT, Action.REPORT);

		/**
		 * Return what follows a condition that has lasted for too long.
		 * @param condition the condition
		 * @return what follows
		 */
		public Action of(WorkerCondition condition) {
			return switch (condition) {
				case HEALTHY, STARVED -> Action.REPORT;
				case STOPPED, TRACED -> this.onStopped;
				case DEADLOCKED -> this.onDeadlock;
				case SLOW_START -> this.onSlowStart;
				case SWAPPING, COLLECTING, SILENT, UNRESPONSIVE -> this.onHang;
			};
		}

	}

	/**
	 * What is written down of a worker that hangs.
	 *
	 * @param threads whether its threads are
	 * @param threadsTimeout how long that may take
	 * @param heapDirectory where its heap goes, or {@code null} if it does not
	 * @param heapTimeout how long that may take
	 * @param heapFiles how many files with heaps are kept
	 */
	public record Dump(boolean threads, Duration threadsTimeout, @Nullable Path heapDirectory, Duration heapTimeout,
			int heapFiles) {

		/** The threads within 10 s, and no heap. */
		public static final Dump DEFAULTS = new Dump(true, Duration.ofSeconds(10), null, Duration.ofMinutes(1), 3);

		public Dump {
			positive(threadsTimeout, "threadsTimeout");
			positive(heapTimeout, "heapTimeout");
			Assert.isTrue(heapFiles >= 1, () -> "'heapFiles' must be 1 or more but is " + heapFiles);
		}

	}

}
