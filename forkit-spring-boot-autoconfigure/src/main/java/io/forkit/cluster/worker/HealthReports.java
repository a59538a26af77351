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

package io.forkit.cluster.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.forkit.cluster.watch.HealthSettings;
import io.forkit.cluster.watch.ProbeResult;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells the primary how this worker fares, and answers what it asks.
 * <p>
 * Thread-safe.
 */
final class HealthReports {

	/** The name of the topic. */
	static final String TOPIC = "health";

	private static final Log logger = LogFactory.getLog(ClusterWorker.class);

	/** So that each part fits into a message. */
	private static final int PART = 12 * 1024;

	private static final int LONGEST_DUMP = 4 * 1024 * 1024;

	private static final int LONGEST_DEADLOCK = 2000;

	private final Consumer<List<?>> primary;

	private final Heart heart;

	private volatile RequestProbe probe = (path, timeout) -> ProbeResult.impossible("this worker has no server");

	// Only the heart uses these.
	private @Nullable GarbageTime garbage;

	private String deadlock = "";

	/**
	 * Create reports, to be begun.
	 * @param primary told of what there is to say
	 * @param heart gives the signs of life
	 */
	HealthReports(Consumer<List<?>> primary, Heart heart) {
		this.primary = primary;
		this.heart = heart;
	}

	/**
	 * Begin to report.
	 * @param id the id of this worker
	 * @param settings how often
	 */
	void begin(int id, HealthSettings settings) {
		this.primary.accept(List.of("hello", id));
		if (settings.heartbeat().isEnabled()) {
			this.heart.every(0, settings.heartbeat().interval().toNanos(), this::beat);
		}
		long deadlocks = settings.deadlockInterval().toNanos();
		if (deadlocks > 0) {
			this.heart.every(deadlocks, deadlocks, this::lookForDeadlock);
		}
	}

	private void beat() {
		GarbageTime current = this.garbage;
		if (current == null) {
			// Not before, because to load what tells it takes a while.
			current = new GarbageTime();
			this.garbage = current;
		}
		this.primary.accept(List.of("beat", current.share()));
	}

	void probeWith(RequestProbe probe) {
		this.probe = probe;
	}

	private void lookForDeadlock() {
		String found = ThreadDump.deadlock();
		if (!found.equals(this.deadlock)) {
			this.deadlock = found;
			this.primary.accept(List.of("deadlock", cut(found, LONGEST_DEADLOCK)));
		}
	}

	/**
	 * The primary asks something. To be called on the loop, which is not held up.
	 * @param question what
	 */
	void asked(List<?> question) {
		Thread thread = new Thread(() -> answer(question), "forkit-health");
		thread.setDaemon(true);
		thread.start();
	}

	private void answer(List<?> question) {
		int number = (Integer) question.get(1);
		try {
			switch ((String) question.get(0)) {
				case "probe" -> {
					ProbeResult result = this.probe.probe((String) question.get(2),
							Duration.ofMillis(((Number) question.get(3)).longValue()));
					this.primary.accept(List.of("probed", number, result.outcome().name(), result.status(),
							result.duration().toNanos(), cut(result.detail(), PART)));
				}
				case "threads" -> sendDump(number, ThreadDump.take());
				case "heap" -> writeHeap(number, Path.of((String) question.get(2)));
				default -> logger.debug("The primary asks something that is not known: " + question.get(0));
			}
		}
		catch (RuntimeException | Error ex) {
			this.primary.accept(List.of("failed", number, cut(ex.toString(), PART)));
		}
	}

	/**
	 * It goes to the log of the primary: that of this worker may be what its threads wait
	 * for.
	 */
	private void sendDump(int number, String dump) {
		String text = cut(dump, LONGEST_DUMP);
		for (int start = 0; start < text.length(); start += PART) {
			this.primary.accept(List.of("part", number, text.substring(start, Math.min(text.length(), start + PART))));
		}
		this.primary.accept(List.of("done", number));
	}

	private void writeHeap(int number, Path file) {
		try {
			HeapDump.write(file);
			this.primary.accept(List.of("done", number));
		}
		catch (IOException ex) {
			this.primary.accept(List.of("failed", number, cut(ex.toString(), PART)));
		}
	}

	private static String cut(String text, int length) {
		return (text.length() <= length) ? text : text.substring(0, length) + "...";
	}

}
