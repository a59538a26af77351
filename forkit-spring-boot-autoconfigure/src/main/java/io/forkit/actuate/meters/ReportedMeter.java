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

import java.io.IOException;
import java.util.Arrays;

/**
 * A meter of one worker: what it has told last. Belongs to one thread.
 */
final class ReportedMeter {

	private final MeterDescription description;

	private double[] sums;

	private double[] states;

	ReportedMeter(MeterDescription description) {
		this.description = description;
		this.sums = new double[description.kind().sums()];
		this.states = new double[description.kind().states()];
		Arrays.fill(this.states, Double.NaN);
	}

	MeterDescription description() {
		return this.description;
	}

	/**
	 * Take what the worker tells.
	 * @param values the sums and the states
	 * @return by how much each of the sums has grown; one that has become less has not,
	 * and counts from there on
	 * @throws IOException if these are no values of this meter
	 */
	double[] take(double[] values) throws IOException {
		MeterKind kind = this.description.kind();
		if (values.length != kind.size()) {
			throw new IOException("The %s '%s' has %d values in the place of %d".formatted(kind,
					this.description.name(), values.length, kind.size()));
		}
		double[] growth = new double[kind.sums()];
		for (int i = 0; i < growth.length; i++) {
			if (!MeterReader.isSum(values[i])) {
				throw new IOException(
						"The %s '%s' has %s in the place of a sum".formatted(kind, this.description.name(), values[i]));
			}
			growth[i] = Math.max(0, values[i] - this.sums[i]);
		}
		this.sums = Arrays.copyOf(values, kind.sums());
		this.states = Arrays.copyOfRange(values, kind.sums(), values.length);
		return growth;
	}

	double[] states() {
		return this.states;
	}

}
