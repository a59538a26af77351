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

package io.forkit.posix;

import java.util.concurrent.TimeUnit;

import jnr.ffi.Pointer;

/**
 * The clock that other processes compare with, see {@code CLOCK_MONOTONIC} in
 * {@code clock_gettime(2)}.
 *
 * @since 0.1.0
 */
public final class MonotonicClock {

	private static final int CLOCK_MONOTONIC = 1;

	private MonotonicClock() {
	}

	/**
	 * Return the time.
	 * @return microseconds since some point in the past
	 */
	public static long micros() {
		Pointer time = Native.allocate(16);
		Native.LIBC.clock_gettime(CLOCK_MONOTONIC, time);
		return TimeUnit.SECONDS.toMicros(time.getLong(0)) + TimeUnit.NANOSECONDS.toMicros(time.getLong(8));
	}

}
