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

package io.forkit.actuate;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.forkit.cluster.capacity.CapacityDescription;
import io.forkit.cluster.recycle.LimitsReader;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Actuator endpoint that shows the capacity of the cluster (its standbys, the limits at
 * which workers are recycled, and how their number follows the load), and changes those
 * limits. The same in the primary and in every worker.
 *
 * @since 0.1.0
 */
@Endpoint(id = "capacity")
public class CapacityEndpoint {

	private static final long LIMIT = TimeUnit.SECONDS.toMillis(10);

	private final CapacityDescription capacity;

	public CapacityEndpoint(CapacityDescription capacity) {
		this.capacity = capacity;
	}

	@ReadOperation
	public Map<String, Object> capacity() {
		return change(Map.of());
	}

	/**
	 * Change the limits at which workers are recycled. What is {@code null} stays as it
	 * is, and {@code none} is no limit.
	 * @param heap the heap in use after a garbage collection, such as {@code 80%} or
	 * {@code 512MB}
	 * @param rss the memory in RAM, such as {@code 1GB}
	 * @param cgroup the share of the control group's memory, such as {@code 90%}
	 * @param requests the number of requests
	 * @param age how long a worker has been ready, such as {@code 12h}
	 * @param jitter by how much the limits of a single worker may be lower, such as
	 * {@code 10%}
	 * @return the capacity from now on
	 */
	@WriteOperation
	public Map<String, Object> recycle(@Nullable Object heap, @Nullable Object rss, @Nullable Object cgroup,
			@Nullable Object requests, @Nullable Object age, @Nullable Object jitter) {
		Map<String, String> changes = new LinkedHashMap<>();
		put(changes, "heap", heap);
		put(changes, "rss", rss);
		put(changes, "cgroup", cgroup);
		put(changes, "requests", requests);
		put(changes, "age", age);
		put(changes, "jitter", jitter);
		return change(changes);
	}

	private static void put(Map<String, String> changes, String name, @Nullable Object value) {
		String text = Arguments.text(name, value, LimitsReader.valueOf(name.toUpperCase(Locale.ROOT)).fix());
		if (text != null) {
			changes.put(name, text);
		}
	}

	private Map<String, Object> change(Map<String, String> changes) {
		try {
			return this.capacity.change(changes).orTimeout(LIMIT, TimeUnit.MILLISECONDS).join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof IllegalArgumentException invalid) {
				String reason = String.valueOf(invalid.getMessage());
				throw new InvalidEndpointRequestException(reason, reason);
			}
			throw ex;
		}
	}

}
