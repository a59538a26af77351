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
 * Sends bytes through a program and back.
 */
final class CatWorkload implements Workload {

	@Override
	public Map<Metric, Double> measure(Peer peer, Size size, Footprint before) throws Exception {
		pump(peer, size.warmUp());
		long start = System.nanoTime();
		pump(peer, size.count());
		return Map.of(Metric.GIB_PER_SECOND, size.count() / 1024.0 / ((System.nanoTime() - start) / 1e9));
	}

	private static void pump(Peer peer, int mebibytes) throws Exception {
		long bytes = peer.pump(List.of("/bin/cat"), mebibytes * Size.MIB);
		if (bytes != mebibytes * Size.MIB) {
			throw new IllegalStateException("Of " + mebibytes + " MiB " + bytes + " bytes have come back");
		}
	}

}
