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

package io.forkit.cluster.worker;

import io.forkit.cluster.WorkerVitals;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeapAfterCollection}.
 */
class HeapAfterCollectionTests {

	private static final int SIZE = 64 * 1024 * 1024;

	private final HeapAfterCollection heap = new HeapAfterCollection();

	@Test
	void garbageDoesNotCount() {
		byte[] kept = new byte[SIZE];
		System.gc();
		WorkerVitals with = this.heap.vitals();
		assertThat(with.heap()).isGreaterThanOrEqualTo(kept.length).isLessThanOrEqualTo(with.maxHeap());
		assertThat(with.maxHeap()).isEqualTo(Runtime.getRuntime().maxMemory());
		kept = new byte[0];
		byte[] garbage = new byte[SIZE];
		assertThat(this.heap.vitals().heap()).isLessThan(with.heap() + SIZE / 2);
		garbage = kept;
		System.gc();
		assertThat(this.heap.vitals().heap()).isLessThan(with.heap() - SIZE / 2).isPositive();
		assertThat(garbage).isEmpty();
	}

}
