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

package io.forkit.cluster.scheduling;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.forkit.cluster.scheduling.ConnectionScheduler.Candidate;
import io.forkit.cluster.scheduling.ConnectionScheduler.Connection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Lets the user's code choose, and takes turns where it does not.
 */
final class UserSelector implements LinkSelector {

	private static final Log logger = LogFactory.getLog(UserSelector.class);

	private static final long LOG_PAUSE = TimeUnit.SECONDS.toNanos(10);

	private final ConnectionScheduler scheduler;

	private final LinkSelector turns;

	private boolean logged;

	private long lastLog;

	UserSelector(ConnectionScheduler scheduler, LinkSelector turns) {
		this.scheduler = scheduler;
		this.turns = turns;
	}

	@Override
	public @Nullable WorkerLink select(PendingConnection connection, List<WorkerLink> links) {
		List<WorkerLink> available = available(links);
		if (available.isEmpty()) {
			return null;
		}
		List<Candidate> candidates = available.stream().map(UserSelector::candidate).toList();
		Candidate chosen = choose(connection, candidates);
		int index = (chosen != null) ? candidates.indexOf(chosen) : -1;
		return (index >= 0) ? available.get(index) : this.turns.select(connection, links);
	}

	/** Those that are stalled only where there are no others. */
	private static List<WorkerLink> available(List<WorkerLink> links) {
		long now = System.nanoTime();
		List<WorkerLink> lively = new ArrayList<>(links.size());
		List<WorkerLink> stalled = new ArrayList<>();
		for (WorkerLink link : links) {
			if (link.isAvailable()) {
				(link.isStalled(now) ? stalled : lively).add(link);
			}
		}
		return lively.isEmpty() ? stalled : lively;
	}

	private static Candidate candidate(WorkerLink link) {
		return new Candidate(link.slot(), link.id(), link.unacknowledged(), link.connections());
	}

	private @Nullable Candidate choose(PendingConnection connection, List<Candidate> candidates) {
		try {
			Candidate chosen = this.scheduler
				.choose(new Connection(connection.remoteAddress(), connection.localAddress()), candidates);
			if (chosen != null && !candidates.contains(chosen)) {
				log("has chosen %s, which is none of %s".formatted(chosen, candidates), null);
			}
			return chosen;
		}
		catch (RuntimeException | LinkageError | AssertionError | StackOverflowError ex) {
			log("has failed", ex);
			return null;
		}
	}

	/** Not for each connection. */
	private void log(String problem, @Nullable Throwable failure) {
		long now = System.nanoTime();
		if (!this.logged || now - this.lastLog > LOG_PAUSE) {
			this.logged = true;
			this.lastLog = now;
			logger.error("The ConnectionScheduler %s %s; the workers take turns instead"
				.formatted(this.scheduler.getClass().getName(), problem), failure);
		}
	}

}
