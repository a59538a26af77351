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

package io.forkit.benchmarks.message;

import java.util.concurrent.TimeUnit;

/**
 * How long each figure is measured.
 *
 * @param warmUp the time before the measurement, in milliseconds
 * @param measured the time that counts, in milliseconds
 */
record RunTime(long warmUp, long measured) {

	static final RunTime FULL = new RunTime(3000, 3000);

	static final RunTime QUICK = new RunTime(1000, 700);

	static RunTime of(boolean quick) {
		return quick ? QUICK : FULL;
	}

	long warmUpNanos() {
		return TimeUnit.MILLISECONDS.toNanos(this.warmUp);
	}

	long measuredNanos() {
		return TimeUnit.MILLISECONDS.toNanos(this.measured);
	}

}
