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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.forkit.process.ForkedProcess;
import io.forkit.process.ProcessTemplate;

/**
 * From the call of fork until the first message of the child is handled, one child after
 * the other.
 */
final class Forks implements MessageWorkload {

	private static final long NANOS_EACH = 150_000_000;

	@Override
	public Map<MessageMetric, Double> measure(ProcessTemplate processes, RunTime time) throws Exception {
		double cold = measure(processes, time, false);
		try (ProcessTemplate spared = ProcessTemplate.builder().forkSpares(1).build()) {
			return Map.of(MessageMetric.FORK_P50, cold, MessageMetric.FORK_SPARE_P50, measure(spared, time, true));
		}
	}

	private static double measure(ProcessTemplate processes, RunTime time, boolean spare) throws Exception {
		// The first fork says of what kind the spare JVMs are to be.
		run(processes, 1, false);
		run(processes, Math.max(3, time.warmUpNanos() / NANOS_EACH), spare);
		return run(processes, Math.max(5, time.measuredNanos() / NANOS_EACH), spare).medianMicros() / 1000;
	}

	private static Samples run(ProcessTemplate processes, long count, boolean spare) throws Exception {
		Samples samples = new Samples();
		for (long i = 0; i < count; i++) {
			while (spare && processes.spareCount() == 0) {
				TimeUnit.MILLISECONDS.sleep(1);
			}
			CompletableFuture<Long> first = new CompletableFuture<>();
			long begin = System.nanoTime();
			try (ForkedProcess child = MessageChild.fork(processes, MessageChild.Mode.HELLO)) {
				child.onMessage(String.class, (hello) -> first.complete(System.nanoTime()));
				samples.add(first.get() - begin);
				child.disconnect();
				child.onExit().get();
			}
		}
		return samples;
	}

}
