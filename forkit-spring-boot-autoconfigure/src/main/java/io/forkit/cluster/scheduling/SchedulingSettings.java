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

import java.time.Duration;

/**
 * How connections get to the workers. Valid by construction.
 *
 * @param scheduling who decides
 * @param maxUnacknowledged how many connections may be handed over to a worker that it
 * has not taken yet, at least 1
 * @param sticky what makes clients the same
 * @since 0.1.0
 */
public record SchedulingSettings(Scheduling scheduling, int maxUnacknowledged, Sticky sticky) {

	/** How many connections a worker may have that it has not taken yet. */
	public static final int DEFAULT_MAX_UNACKNOWLEDGED = 16;

	/** Workers share the sockets. */
	public static final SchedulingSettings SHARED = of(Scheduling.SHARED);

	/**
	 * Create settings with the defaults for the rest.
	 * @param scheduling who decides
	 * @return the settings
	 */
	public static SchedulingSettings of(Scheduling scheduling) {
		return new SchedulingSettings(scheduling, DEFAULT_MAX_UNACKNOWLEDGED, Sticky.BY_ADDRESS);
	}

	/**
	 * What makes clients the same.
	 *
	 * @param by what is looked at
	 * @param cookie the name of the cookie, for {@link StickyBy#COOKIE}
	 * @param peekTimeout how long to wait for the bytes to look at
	 * @param peekLimit how many bytes to look at, at least 1
	 */
	public record Sticky(StickyBy by, String cookie, Duration peekTimeout, int peekLimit) {

		/** By the address of the client. */
		public static final Sticky BY_ADDRESS = new Sticky(StickyBy.ADDRESS, "JSESSIONID", Duration.ofSeconds(1), 8192);

	}

}
