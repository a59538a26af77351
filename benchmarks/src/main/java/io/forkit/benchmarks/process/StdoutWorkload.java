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

package io.forkit.benchmarks.process;

import java.util.List;
import java.util.Map;

/**
 * Takes what a program writes as fast as it can.
 */
final class StdoutWorkload implements Workload {

	@Override
	public Map<Metric, Double> measure(Peer peer, Size size, Footprint before) throws Exception {
		count(peer, size.warmUp());
		long start = System.nanoTime();
		count(peer, size.count());
		return Map.of(Metric.GIB_PER_SECOND, size.count() / 1024.0 / ((System.nanoTime() - start) / 1e9));
	}

	private static void count(Peer peer, int mebibytes) throws Exception {
		// In large blocks: head(1) writes 8 KiB at a time and would be what is measured.
		long bytes = peer.count(List.of("/bin/dd", "if=/dev/zero", "bs=1M", "count=" + mebibytes, "status=none"));
		if (bytes != mebibytes * Size.MIB) {
			throw new IllegalStateException("Of " + mebibytes + " MiB " + bytes + " bytes have arrived");
		}
	}

}
