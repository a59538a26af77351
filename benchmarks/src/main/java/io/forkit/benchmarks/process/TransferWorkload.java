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
 * Moves bytes from a program, or through it and back, as fast as the peer can. The clock
 * stops with the last byte: how long the end of a program takes to be noticed is measured
 * elsewhere.
 */
final class TransferWorkload implements Workload {

	private final Transfer transfer;

	private TransferWorkload(Transfer transfer) {
		this.transfer = transfer;
	}

	static TransferWorkload ofStdout() {
		// In large blocks: head(1) writes 8 KiB at a time and would be what is measured.
		return new TransferWorkload((peer, mebibytes, counter) -> peer
			.count(List.of("/bin/dd", "if=/dev/zero", "bs=1M", "count=" + mebibytes, "status=none"), counter));
	}

	static TransferWorkload throughCat() {
		return new TransferWorkload(
				(peer, mebibytes, counter) -> peer.pump(List.of("/bin/cat"), mebibytes * Size.MIB, counter));
	}

	@Override
	public Map<Metric, Double> measure(Peer peer, Size size, Footprint before) throws Exception {
		run(peer, size.warmUp());
		return Map.of(Metric.GIB_PER_SECOND, size.count() / 1024.0 / run(peer, size.count()));
	}

	private double run(Peer peer, int mebibytes) throws Exception {
		Counter counter = new Counter(mebibytes * Size.MIB);
		long start = System.nanoTime();
		this.transfer.run(peer, mebibytes, counter);
		return (counter.completedAt() - start) / 1e9;
	}

	/**
	 * One of the two.
	 */
	@FunctionalInterface
	private interface Transfer {

		void run(Peer peer, int mebibytes, Counter counter) throws Exception;

	}

}
