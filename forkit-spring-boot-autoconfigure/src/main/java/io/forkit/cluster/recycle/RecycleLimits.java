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

package io.forkit.cluster.recycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * What a worker must exceed to be replaced by a new one. What is {@code null} has no
 * limit.
 *
 * @param heap the heap in use after a garbage collection, as a share of the largest it
 * may have or as a size
 * @param rss the memory of the process that is in RAM, more than nothing
 * @param cgroup the share of the memory limit of the control group that all processes in
 * it use together, in percent from 1 to 99: then the largest worker goes
 * @param requests the number of requests, at least 1
 * @param age how long it has been ready
 * @param jitter by how much a limit of a single worker may be lower, in percent from 0 to
 * 90: drawn for each worker, so that not all of them reach it at the same time. Not for
 * that of the control group
 * @since 0.1.0
 */
public record RecycleLimits(@Nullable MemoryLimit heap, @Nullable DataSize rss, @Nullable Integer cgroup,
		@Nullable Long requests, @Nullable Duration age, int jitter) {

	// Nanoseconds of 292 years fit into a number.
	private static final Duration LONGEST_AGE = Duration.ofDays(3650);

	/** How much lower limits may be where nobody says otherwise, in percent. */
	public static final int DEFAULT_JITTER = 10;

	/** Nothing is limited. */
	public static final RecycleLimits NONE = new RecycleLimits(null, null, null, null, null, DEFAULT_JITTER);

	public RecycleLimits {
		Assert.isTrue(rss == null || rss.toBytes() > 0, "'rss' must be more than nothing");
		Assert.isTrue(cgroup == null || (cgroup >= 1 && cgroup <= 99), "'cgroup' must be from 1 to 99 percent");
		Assert.isTrue(requests == null || requests >= 1, "'requests' must be at least 1");
		Assert.isTrue(age == null || (!age.isNegative() && !age.isZero()), "'age' must be more than nothing");
		Assert.isTrue(age == null || age.compareTo(LONGEST_AGE) <= 0, "'age' must be at most 3650 days");
		Assert.isTrue(jitter >= 0 && jitter <= 90, "'jitter' must be from 0 to 90 percent");
	}

	/**
	 * Return whether there is any limit.
	 * @return whether there is
	 */
	public boolean isAny() {
		return this.heap != null || this.rss != null || this.cgroup != null || this.requests != null
				|| this.age != null;
	}

	/**
	 * Return these limits with another one of the heap.
	 * @param heap the limit, or {@code null} for none
	 * @return the limits
	 */
	public RecycleLimits withHeap(@Nullable MemoryLimit heap) {
		return new RecycleLimits(heap, this.rss, this.cgroup, this.requests, this.age, this.jitter);
	}

	/**
	 * Return these limits with another one of the memory in RAM.
	 * @param rss the limit, or {@code null} for none
	 * @return the limits
	 */
	public RecycleLimits withRss(@Nullable DataSize rss) {
		return new RecycleLimits(this.heap, rss, this.cgroup, this.requests, this.age, this.jitter);
	}

	/**
	 * Return these limits with another one of the control group.
	 * @param cgroup the limit in percent, or {@code null} for none
	 * @return the limits
	 */
	public RecycleLimits withCgroup(@Nullable Integer cgroup) {
		return new RecycleLimits(this.heap, this.rss, cgroup, this.requests, this.age, this.jitter);
	}

	/**
	 * Return these limits with another one of the requests.
	 * @param requests the limit, or {@code null} for none
	 * @return the limits
	 */
	public RecycleLimits withRequests(@Nullable Long requests) {
		return new RecycleLimits(this.heap, this.rss, this.cgroup, requests, this.age, this.jitter);
	}

	/**
	 * Return these limits with another one of the age.
	 * @param age the limit, or {@code null} for none
	 * @return the limits
	 */
	public RecycleLimits withAge(@Nullable Duration age) {
		return new RecycleLimits(this.heap, this.rss, this.cgroup, this.requests, age, this.jitter);
	}

	/**
	 * Return these limits with another jitter.
	 * @param jitter the jitter in percent
	 * @return the limits
	 */
	public RecycleLimits withJitter(int jitter) {
		return new RecycleLimits(this.heap, this.rss, this.cgroup, this.requests, this.age, jitter);
	}

	@Override
	public String toString() {
		List<String> parts = new ArrayList<>();
		add(parts, "heap", this.heap);
		add(parts, "rss", (this.rss != null) ? Sizes.text(this.rss.toBytes()) : null);
		add(parts, "cgroup", (this.cgroup != null) ? this.cgroup + "%" : null);
		add(parts, "requests", this.requests);
		add(parts, "age", this.age);
		if (parts.isEmpty()) {
			return "none";
		}
		parts.add("jitter " + this.jitter + "%");
		return String.join(", ", parts);
	}

	private static void add(List<String> parts, String name, @Nullable Object limit) {
		if (limit != null) {
			parts.add(name + " " + limit);
		}
	}

}
