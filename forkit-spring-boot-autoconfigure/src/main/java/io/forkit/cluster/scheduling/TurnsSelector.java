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

import org.jspecify.annotations.Nullable;

/**
 * Chooses the worker with the fewest connections that it has not taken yet, and among
 * equals the one whose turn it is. A worker that has not taken anything for a while comes
 * last.
 */
final class TurnsSelector implements LinkSelector {

	private int lastSlot = -1;

	private int lastId;

	@Override
	public @Nullable WorkerLink select(PendingConnection connection, List<WorkerLink> links) {
		long now = System.nanoTime();
		int count = links.size();
		int first = firstInTurn(links);
		WorkerLink best = null;
		boolean bestStalled = false;
		for (int i = 0; i < count; i++) {
			WorkerLink link = links.get((first + i) % count);
			if (!link.isAvailable()) {
				continue;
			}
			boolean stalled = link.isStalled(now);
			if (best == null || (bestStalled && !stalled)
					|| (bestStalled == stalled && link.unacknowledged() < best.unacknowledged())) {
				best = link;
				bestStalled = stalled;
			}
		}
		if (best != null) {
			this.lastSlot = best.slot();
			this.lastId = best.id();
		}
		return best;
	}

	private int firstInTurn(List<WorkerLink> links) {
		for (int i = 0; i < links.size(); i++) {
			WorkerLink link = links.get(i);
			if (link.slot() > this.lastSlot || (link.slot() == this.lastSlot && link.id() > this.lastId)) {
				return i;
			}
		}
		return 0;
	}

}
