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

package io.forkit.cluster.capacity;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.forkit.cluster.recycle.LimitsReader;
import io.forkit.cluster.recycle.RecycleLimits;
import org.jspecify.annotations.Nullable;

/**
 * The capacity of a cluster as plain values, in the primary and in the workers alike.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CapacityDescription {

	/**
	 * Change limits at which workers are replaced, and tell how everything is then.
	 * @param changes the limits by their names, {@code none} for no limit; none for no
	 * change
	 * @return the capacity; fails with an {@link IllegalArgumentException} if a limit is
	 * none
	 */
	CompletableFuture<Map<String, Object>> change(Map<String, String> changes);

	/**
	 * Describe a capacity.
	 * @param capacity the capacity
	 * @return the description
	 */
	static CapacityDescription of(ClusterCapacity capacity) {
		return (changes) -> {
			CompletableFuture<?> changed = changes.isEmpty() ? CompletableFuture.completedFuture(null)
					: capacity.recycle((limits) -> apply(limits, changes));
			return changed.thenCompose((done) -> capacity.report()).thenApply(CapacityDescription::describe);
		};
	}

	private static RecycleLimits apply(RecycleLimits limits, Map<String, String> changes) {
		RecycleLimits changed = limits;
		for (Map.Entry<String, String> change : changes.entrySet()) {
			changed = reader(change.getKey()).apply(changed, change.getValue());
		}
		return changed;
	}

	private static LimitsReader reader(String name) {
		for (LimitsReader reader : LimitsReader.values()) {
			if (reader.limit().equals(name)) {
				return reader;
			}
		}
		throw new IllegalArgumentException("There is no limit '" + name + "'");
	}

	private static Map<String, Object> describe(CapacityReport report) {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("standby", Map.of("wanted", report.standby().wanted(), "ready", report.standby().ready(),
				"activations", report.standby().activations()));
		values.put("recycle", recycle(report.recycle()));
		CapacityReport.Autoscale autoscale = report.autoscale();
		if (autoscale != null) {
			values.put("autoscale", autoscale(autoscale));
		}
		return values;
	}

	private static Map<String, Object> recycle(CapacityReport.Recycle recycle) {
		Map<String, Object> limits = new LinkedHashMap<>();
		RecycleLimits current = recycle.limits();
		put(limits, "heap", current.heap());
		put(limits, "rss", (current.rss() != null) ? current.rss().toBytes() : null);
		put(limits, "cgroup", (current.cgroup() != null) ? current.cgroup() + "%" : null);
		put(limits, "requests", current.requests());
		put(limits, "age", current.age());
		limits.put("jitter", current.jitter() + "%");
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("limits", limits);
		values.put("checkInterval", recycle.checkInterval().toString());
		values.put("minReady", recycle.minReady().toString());
		if (recycle.cgroup() >= 0) {
			values.put("cgroup", recycle.cgroup());
		}
		Map<String, Object> counts = new LinkedHashMap<>();
		recycle.counts().forEach((cause, count) -> counts.put(cause.name().toLowerCase(Locale.ROOT), count));
		values.put("counts", counts);
		values.put("workers", recycle.workers().stream().map(CapacityDescription::use).toList());
		values.put("last", recycle.last().stream().map(CapacityDescription::last).toList());
		return values;
	}

	private static Map<String, Object> use(WorkerUse use) {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("id", use.worker());
		values.put("slot", use.slot());
		putKnown(values, "heap", use.heap());
		putKnown(values, "maxHeap", use.maxHeap());
		putKnown(values, "rss", use.rss());
		putKnown(values, "requests", use.requests());
		return values;
	}

	private static Map<String, Object> last(RecycleRecord last) {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("time", last.time().toString());
		values.put("id", last.worker());
		values.put("slot", last.slot());
		values.put("cause", last.cause().name());
		values.put("text", last.text());
		put(values, "failure", last.failure());
		return values;
	}

	private static Map<String, Object> autoscale(CapacityReport.Autoscale autoscale) {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("min", autoscale.min());
		values.put("max", autoscale.max());
		values.put("size", autoscale.size());
		if (autoscale.utilisation() >= 0) {
			values.put("utilisation", autoscale.utilisation());
		}
		values.put("queue", autoscale.queue());
		values.put("ups", autoscale.ups());
		values.put("downs", autoscale.downs());
		put(values, "last", autoscale.last());
		put(values, "lastTime", autoscale.lastTime());
		return values;
	}

	private static void put(Map<String, Object> values, String name, @Nullable Object value) {
		if (value != null) {
			values.put(name, (value instanceof Number) ? value : value.toString());
		}
	}

	private static void putKnown(Map<String, Object> values, String name, long value) {
		if (value >= 0) {
			values.put(name, value);
		}
	}

}
