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

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

import io.forkit.cluster.ServerUse;
import io.forkit.cluster.WorkerVitals;

/**
 * Tells how much of the heap was in use after the last garbage collection, which is what
 * the application needs: at any other moment there is garbage besides. With collectors
 * that have generations, the old one counts as the collection that has looked at it last
 * has left it. Thread-safe.
 */
final class HeapAfterCollection {

	private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans()
		.stream()
		.filter((pool) -> pool.getType() == MemoryType.HEAP)
		.toList();

	WorkerVitals vitals() {
		return new WorkerVitals(used(), Runtime.getRuntime().maxMemory(), WorkerVitals.UNKNOWN, ServerUse.NONE);
	}

	private long used() {
		long sum = WorkerVitals.UNKNOWN;
		for (MemoryPoolMXBean pool : this.pools) {
			MemoryUsage usage = pool.getCollectionUsage();
			if (usage != null) {
				sum = Math.max(0, sum) + usage.getUsed();
			}
		}
		return sum;
	}

}
