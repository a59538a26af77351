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

package io.forkit.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.forkit.posix.Signal;
import io.forkit.process.engine.EngineProcess;
import io.forkit.process.engine.EngineProcess.Descendant;
import io.forkit.process.engine.Loop;
import org.jspecify.annotations.Nullable;

/**
 * Ends a program with all that it has started: those in its group at once, those that
 * have left the group as soon as they are found. The program must not be reaped before
 * this is over, so that the number of its group stays its own. Used on the loop only.
 */
final class ProcessTree {

	private static final Duration FIRST_INTERVAL = Duration.ofMillis(5);

	private static final Duration LONGEST_INTERVAL = Duration.ofMillis(100);

	private final EngineProcess process;

	private final Loop loop;

	private final StopCondition over;

	private @Nullable IOException problem;

	ProcessTree(EngineProcess process, Loop loop, StopCondition over) {
		this.process = process;
		this.loop = loop;
		this.over = over;
	}

	/**
	 * Send a signal to the program and all its descendants, those not found yet a moment
	 * later.
	 * @param signal the signal
	 */
	void signal(Signal signal) {
		try {
			this.process.signalGroup(signal);
		}
		catch (IOException ex) {
			this.problem = ex;
		}
		this.process.findDescendants((descendants) -> signalOthers(descendants, signal));
	}

	private void signalOthers(List<Descendant> descendants, Signal signal) {
		if (this.over.isStopped()) {
			// Reaped meanwhile: the number of its group may be that of another one.
			return;
		}
		for (Descendant descendant : descendants) {
			if (!descendant.isInGroup()) {
				signal(descendant, signal);
			}
		}
	}

	private void signal(Descendant descendant, Signal signal) {
		try {
			descendant.signal(signal);
		}
		catch (IOException ex) {
			this.problem = ex;
		}
	}

	/**
	 * Kill all descendants that are left, again for as long as there are any: one may
	 * have started another meanwhile.
	 * @param stop whether to give up
	 * @param gone called when none is left
	 */
	void kill(StopCondition stop, Runnable gone) {
		try {
			this.process.signalGroup(Signal.SIGKILL);
		}
		catch (IOException ex) {
			this.problem = ex;
		}
		watch(FIRST_INTERVAL, stop, gone, (descendant) -> signal(descendant, Signal.SIGKILL));
	}

	/**
	 * Wait until no descendant is left.
	 * @param stop whether to give up
	 * @param gone called when none is left
	 */
	void awaitEnd(StopCondition stop, Runnable gone) {
		watch(FIRST_INTERVAL, stop, gone, (descendant) -> {
		});
	}

	private void watch(Duration interval, StopCondition stop, Runnable gone, Consumer<Descendant> treatment) {
		this.process.findDescendants((descendants) -> {
			if (stop.isStopped()) {
				return;
			}
			if (descendants.isEmpty()) {
				gone.run();
				return;
			}
			descendants.forEach(treatment);
			Duration doubled = interval.multipliedBy(2);
			this.loop.schedule(interval, () -> {
				if (!stop.isStopped()) {
					watch((doubled.compareTo(LONGEST_INTERVAL) < 0) ? doubled : LONGEST_INTERVAL, stop, gone,
							treatment);
				}
			});
		});
	}

	/**
	 * Return what kept a signal from being sent.
	 * @return the last failure, or {@code null} if there was none
	 */
	@Nullable IOException problem() {
		return this.problem;
	}

	/**
	 * Tells whether something need not go on.
	 */
	@FunctionalInterface
	interface StopCondition {

		boolean isStopped();

	}

}
