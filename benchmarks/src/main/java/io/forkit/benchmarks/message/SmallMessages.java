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

import java.util.Map;

import io.forkit.process.ProcessTemplate;

/**
 * Short strings in one direction.
 */
final class SmallMessages implements MessageWorkload {

	@Override
	public Map<MessageMetric, Double> measure(ProcessTemplate processes, RunTime time) throws Exception {
		try (Stream tiny = new Stream(processes); Stream small = new Stream(processes)) {
			return Map.of(MessageMetric.TINY_PER_SECOND, tiny.perSecond("x".repeat(16), time),
					MessageMetric.SMALL_PER_SECOND, small.perSecond("x".repeat(1024), time));
		}
	}

}
