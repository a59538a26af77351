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

package io.forkit.cluster.shared;

import org.springframework.util.Assert;

/**
 * How much processes may share. The primary sees to it.
 *
 * @param maxEntries how many entries all maps and counters may have together
 * @param maxBytes how many bytes they may have together, as JSON and with 128 bytes for
 * each
 * @since 0.1.0
 */
public record SharedStateLimits(int maxEntries, long maxBytes) {

	/** What an entry of a map, or a broadcast, may have in bytes, as JSON. */
	public static final int MAX_ENTRY = 48 * 1024;

	/** 10,000 entries, 16 MiB. */
	public static final SharedStateLimits DEFAULTS = new SharedStateLimits(10_000, 16 * 1024 * 1024);

	/** What each counts with, for the objects around it. */
	static final int OVERHEAD = 128;

	/** How long a name may be. */
	static final int MAX_NAME = 200;

	public SharedStateLimits {
		Assert.isTrue(maxEntries >= 1, () -> "'maxEntries' must be at least 1 but is " + maxEntries);
		Assert.isTrue(maxBytes >= 1, () -> "'maxBytes' must be at least 1 but is " + maxBytes);
	}

}
