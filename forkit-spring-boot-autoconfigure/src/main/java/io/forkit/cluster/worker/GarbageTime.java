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

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tells how much of the time all threads have stood still for the garbage collector.
 */
final class GarbageTime {

	private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans()
		.stream()
		.filter((collector) -> stops(collector.getName()))
		.toList();

	private long millis = millis();

	private long at = System.nanoTime();

	/**
	 * Some tell the time of what they do beside the application, in a bean of its own.
	 */
	private static boolean stops(String collector) {
		return !collector.contains("Concurrent") && !collector.contains("Cycles");
	}

	/**
	 * Return the share of the time since this was called before.
	 * @return the share, from 0 to 1
	 */
	double share() {
		long now = System.nanoTime();
		long current = millis();
		double share = TimeUnit.MILLISECONDS.toNanos(current - this.millis) / (double) Math.max(1, now - this.at);
		this.millis = current;
		this.at = now;
		return Math.max(0, Math.min(1, share));
	}

	private long millis() {
		long sum = 0;
		for (GarbageCollectorMXBean collector : this.collectors) {
			sum += Math.max(0, collector.getCollectionTime());
		}
		return sum;
	}

}
