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

import io.forkit.ipc.MessageSubscription;
import io.forkit.process.ForkedProcess;
import io.forkit.process.ProcessTemplate;

/**
 * A small message there and back, one at a time: from the listener for the answer to the
 * next message, and as a request from a thread that waits.
 */
final class RoundTrips implements MessageWorkload {

	private static final String MESSAGE = "0123456789abcdef";

	@Override
	public Map<MessageMetric, Double> measure(ProcessTemplate processes, RunTime time) throws Exception {
		try (ForkedProcess child = MessageChild.fork(processes, MessageChild.Mode.ECHO)) {
			byListener(child, time.warmUpNanos());
			Samples listener = byListener(child, time.measuredNanos());
			byRequest(child, time.warmUpNanos());
			Samples request = byRequest(child, time.measuredNanos());
			return Map.of(MessageMetric.ROUND_TRIP_P50, listener.medianMicros(), MessageMetric.ROUND_TRIP_MEAN,
					listener.meanMicros(), MessageMetric.REQUEST_P50, request.medianMicros(),
					MessageMetric.REQUEST_MEAN, request.meanMicros());
		}
	}

	private static Samples byListener(ForkedProcess child, long nanos) throws Exception {
		Samples samples = new Samples();
		CompletableFuture<Void> done = new CompletableFuture<>();
		long end = System.nanoTime() + nanos;
		long[] sent = { System.nanoTime() };
		MessageSubscription subscription = child.onMessage(String.class, (message) -> {
			long now = System.nanoTime();
			samples.add(now - sent[0]);
			if (now > end) {
				done.complete(null);
				return;
			}
			sent[0] = now;
			child.send(message);
		});
		child.send(MESSAGE);
		done.get();
		subscription.close();
		return samples;
	}

	private static Samples byRequest(ForkedProcess child, long nanos) throws Exception {
		Samples samples = new Samples();
		long end = System.nanoTime() + nanos;
		long before = System.nanoTime();
		while (before < end) {
			child.request(MESSAGE, String.class).get();
			long now = System.nanoTime();
			samples.add(now - before);
			before = now;
		}
		return samples;
	}

}
