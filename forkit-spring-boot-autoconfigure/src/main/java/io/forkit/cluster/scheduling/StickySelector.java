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

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Chooses the slot that the client belongs to. While nobody there accepts, the slot that
 * comes next for this client. Where the worker has enough to take, the connection waits
 * for it a moment, unless it has taken nothing for longer than that.
 */
final class StickySelector implements LinkSelector {

	// Longer than a pause of the garbage collector, mostly.
	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

	private static final int WAITING_LIMIT = 256;

	@Override
	public @Nullable WorkerLink select(PendingConnection connection, List<WorkerLink> links) {
		long now = System.nanoTime();
		WorkerLink own = best(connection, links, WorkerLink::isOpen);
		if (own == null || (own.isAvailable() && !own.isStalled(now))) {
			return own;
		}
		if (!own.isStalled(now) && !connection.hasWaited(PATIENCE)) {
			return null;
		}
		WorkerLink other = best(connection, links, (link) -> link.isAvailable() && !link.isStalled(now));
		return (other != null) ? other : best(connection, links, WorkerLink::isAvailable);
	}

	private static @Nullable WorkerLink best(PendingConnection connection, List<WorkerLink> links,
			Predicate<WorkerLink> wanted) {
		WorkerLink best = null;
		long bestWeight = 0;
		for (WorkerLink link : links) {
			if (wanted.test(link)) {
				long weight = StickyHash.weight(connection.key(), link.slot());
				if (best == null || weight >= bestWeight) {
					best = link;
					bestWeight = weight;
				}
			}
		}
		return best;
	}

	@Override
	public int waitingLimit() {
		return WAITING_LIMIT;
	}

}
