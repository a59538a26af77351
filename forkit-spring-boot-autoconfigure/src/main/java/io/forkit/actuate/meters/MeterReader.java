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

package io.forkit.actuate.meters;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Meter;
import org.jspecify.annotations.Nullable;

/**
 * Reads meters.
 */
final class MeterReader {

	// What is counted there is that of the last step, and no sum.
	private static final String STEPS = "io.micrometer.core.instrument.step.";

	private MeterReader() {
	}

	/**
	 * Read a meter.
	 * @param meter the meter
	 * @return what it says; {@code null} if it says nothing that could be told
	 */
	static @Nullable Reading read(Meter meter) {
		if (meter.getId().syntheticAssociation() != null || meter.getClass().getName().startsWith(STEPS)) {
			return null;
		}
		Reading reading = meter.match((gauge) -> reading(MeterKind.GAUGE, gauge.value()),
				(counter) -> reading(MeterKind.COUNTER, counter.count()),
				(timer) -> reading(MeterKind.TIMER, timer.count(), timer.totalTime(TimeUnit.SECONDS),
						timer.max(TimeUnit.SECONDS)),
				(summary) -> reading(MeterKind.SUMMARY, summary.count(), summary.totalAmount(), summary.max()),
				(timer) -> reading(MeterKind.LONG_TASK_TIMER, timer.activeTasks(), timer.duration(TimeUnit.SECONDS)),
				(gauge) -> reading(MeterKind.TIME_GAUGE, gauge.value(TimeUnit.SECONDS)),
				(counter) -> reading(MeterKind.COUNTER, counter.count()),
				(timer) -> reading(MeterKind.FUNCTION_TIMER, timer.count(), timer.totalTime(TimeUnit.SECONDS)),
				(other) -> null);
		return (reading != null && reading.hasSums()) ? reading : null;
	}

	private static Reading reading(MeterKind kind, double... values) {
		return new Reading(kind, values);
	}

	/**
	 * What a meter says.
	 *
	 * @param kind what it measures
	 * @param values its values, the sums first
	 */
	record Reading(MeterKind kind, double[] values) {

		private boolean hasSums() {
			for (int i = 0; i < this.kind.sums(); i++) {
				if (!isSum(this.values[i])) {
					return false;
				}
			}
			return true;
		}

	}

	static boolean isSum(double value) {
		return Double.isFinite(value) && value >= 0;
	}

}
