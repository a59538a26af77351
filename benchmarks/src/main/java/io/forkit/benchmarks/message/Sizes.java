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

import java.util.LinkedHashMap;
import java.util.Map;

import io.forkit.process.ProcessTemplate;

/**
 * Whether the time is linear in the size.
 */
final class Sizes implements MessageWorkload {

	private static final double MIB = 1 << 20;

	@Override
	public Map<MessageMetric, Double> measure(ProcessTemplate processes, RunTime time) throws Exception {
		Map<MessageMetric, Integer> sizes = new LinkedHashMap<>();
		sizes.put(MessageMetric.RATE_16_B, 16);
		sizes.put(MessageMetric.RATE_1_KIB, 1 << 10);
		sizes.put(MessageMetric.RATE_64_KIB, 1 << 16);
		sizes.put(MessageMetric.RATE_1_MIB, 1 << 20);
		sizes.put(MessageMetric.RATE_16_MIB, 1 << 24);
		Map<MessageMetric, Double> figures = new LinkedHashMap<>();
		try (Stream stream = new Stream(processes)) {
			for (Map.Entry<MessageMetric, Integer> size : sizes.entrySet()) {
				double perSecond = stream.perSecond(new byte[size.getValue()], time);
				figures.put(size.getKey(), perSecond * size.getValue() / MIB);
			}
			// Once, without a warm-up: the smaller ones were that.
			figures.put(MessageMetric.RATE_256_MIB, stream.perSecond(new byte[1 << 28], new RunTime(0, 1)) * 256);
		}
		return figures;
	}

}
