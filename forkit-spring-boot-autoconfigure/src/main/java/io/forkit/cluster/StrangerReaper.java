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

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import io.forkit.posix.Zombies;
import io.forkit.posix.Zombies.Zombie;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Reaps the processes of others where this one is process 1, which becomes the parent of
 * all that have lost theirs. How forkit's own children have ended is left alone, as it is
 * known which these are. Those of {@code java.lang.Process} are not known, but each has a
 * thread that waits for nothing else: what is still a zombie at the third look, two
 * seconds after the first, is none of them.
 */
final class StrangerReaper implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(StrangerReaper.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private static final int LOOKS = 3;

	private final Thread thread;

	private volatile boolean closed;

	// Of the thread.
	private Map<Zombie, Integer> seen = new HashMap<>();

	private boolean failed;

	private StrangerReaper() {
		this.thread = new Thread(this::run, "forkit-reaper");
		this.thread.setDaemon(true);
	}

	static StrangerReaper start() {
		StrangerReaper reaper = new StrangerReaper();
		reaper.thread.start();
		return reaper;
	}

	private void run() {
		while (!this.closed) {
			try {
				look(Zombies.find());
				this.failed = false;
			}
			catch (IOException | RuntimeException | Error ex) {
				log(ex);
			}
			LockSupport.parkNanos(INTERVAL.toNanos());
			// An interrupt would let the next one return at once.
			Thread.interrupted();
		}
	}

	private void look(List<Zombie> zombies) {
		Map<Zombie, Integer> still = new HashMap<>();
		for (Zombie zombie : zombies) {
			int looks = this.seen.getOrDefault(zombie, 0) + 1;
			if (looks < LOOKS) {
				still.put(zombie, looks);
			}
			else if (zombie.reap()) {
				logger.debug("Process " + zombie.pid() + ", which was left to process 1, was reaped");
			}
		}
		this.seen = still;
	}

	/** Mostly there are too many open files, which may be better in a moment. */
	private void log(Throwable failure) {
		if (!this.failed) {
			this.failed = true;
			logger.warn("Processes that were left to process 1 cannot be reaped, which is tried again and again",
					failure);
		}
	}

	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
	}

}
