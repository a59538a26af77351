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
import java.util.List;
import java.util.Set;

import io.forkit.demo.LoadGenerator;

/**
 * What was done when, and for how long that may have consequences.
 */
class ActionLog {

	/** How long a victim may take to be gone, or to have caught up. */
	private static final Duration AFTERMATH = Duration.ofSeconds(5);

	private final long start = System.nanoTime();

	private final List<Entry> entries = new ArrayList<>();

	Entry begin(Deed deed) {
		Entry entry = new Entry(deed, System.nanoTime());
		entry.end = entry.begin + deed.undoAfter().toNanos();
		this.entries.add(entry);
		return entry;
	}

	void note(String what) {
		begin(Deed.lasting(what, Set.of(), Harm.NONE));
	}

	void end(Entry entry) {
		entry.end = System.nanoTime();
	}

	boolean explains(LoadGenerator.Failure failure) {
		return this.entries.stream()
			.anyMatch((entry) -> entry.deed.harm() == Harm.REQUESTS
					&& failure.overlaps(entry.begin, entry.end + AFTERMATH.toNanos()));
	}

	/** Return whether the primary is out of order because of what was done to it. */
	boolean primaryHarmed(long time) {
		return this.entries.stream()
			.anyMatch((entry) -> entry.deed.harm() == Harm.PRIMARY && entry.begin <= time
					&& time <= entry.end + AFTERMATH.toNanos());
	}

	/**
	 * The last time when a process was touched.
	 * @param pid the process
	 * @return the time, or the beginning
	 */
	long lastTouched(long pid) {
		return this.entries.stream()
			.filter((entry) -> entry.deed.victims().contains(pid) || entry.deed.harm() == Harm.PRIMARY)
			.mapToLong((entry) -> entry.end)
			.max()
			.orElse(this.start);
	}

	String at(long time) {
		return "%8.3f".formatted((time - this.start) / 1e9);
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		for (Entry entry : this.entries) {
			text.append(at(entry.begin)).append(" s  ").append(entry.deed.what());
			if (entry.deed.undo() != null) {
				text.append(", until ").append(at(entry.end).strip());
			}
			text.append('\n');
		}
		return text.toString();
	}

	/**
	 * A deed at its time.
	 */
	static final class Entry {

		private final Deed deed;

		private final long begin;

		private long end;

		private Entry(Deed deed, long begin) {
			this.deed = deed;
			this.begin = begin;
		}

		Deed deed() {
			return this.deed;
		}

		long end() {
			return this.end;
		}

	}

}
