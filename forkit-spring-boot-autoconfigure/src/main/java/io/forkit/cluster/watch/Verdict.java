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

import java.time.Duration;

/**
 * How a worker fares.
 *
 * @param condition how
 * @param lasting for how long it has been so, or silent
 * @param overdue whether that is too long
 * @param detail what there is to say besides, or nothing
 */
public record Verdict(WorkerCondition condition, Duration lasting, boolean overdue, String detail) {

	static final Verdict HEALTHY = new Verdict(WorkerCondition.HEALTHY, Duration.ZERO, false, "");

	/**
	 * Return whether somebody who needs this worker should go on to wait: it gives signs
	 * of life, or what keeps it from that is nothing that it is to blame for, or has a
	 * limit of its own.
	 * @return whether he should
	 */
	public boolean isWaitedFor() {
		return switch (this.condition) {
			case HEALTHY, UNRESPONSIVE, DEADLOCKED, SLOW_START, STARVED -> true;
			case COLLECTING, SWAPPING -> !this.overdue;
			case STOPPED, TRACED, SILENT -> false;
		};
	}

	/**
	 * Say it in words.
	 * @return part of a sentence, of which the worker is the subject
	 */
	public String describe() {
		String silent = "gives no sign of life for %d s: ".formatted(this.lasting.toSeconds());
		return switch (this.condition) {
			case HEALTHY -> "is healthy";
			case STOPPED -> silent + "its process is stopped (as by SIGSTOP, or frozen)";
			case TRACED -> silent + "a debugger holds it";
			case STARVED -> silent + "it gets no processor, which others have";
			case SWAPPING -> silent + "it waits for memory that is swapped out, or for the disk";
			case COLLECTING ->
				"has done nothing but collect garbage for %d s".formatted(this.lasting.toSeconds()) + this.detail;
			case SILENT -> silent + "its JVM does not answer";
			case UNRESPONSIVE -> "does not answer requests: " + this.detail;
			case DEADLOCKED -> "has threads that wait for each other: " + this.detail;
			case SLOW_START -> "is not ready after %d s".formatted(this.lasting.toSeconds()) + this.detail;
		};
	}

}
