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

package io.forkit.cluster.scheduling;

/**
 * Hashes that are the same in every process and at every time.
 */
final class StickyHash {

	private StickyHash() {
	}

	/**
	 * Return what stands for a client (FNV-1a).
	 * @param bytes what is known of the client
	 * @return the hash
	 */
	static long of(byte[] bytes) {
		long hash = 0xcbf29ce484222325L;
		for (byte value : bytes) {
			hash = (hash ^ (value & 0xff)) * 0x100000001b3L;
		}
		return hash;
	}

	/**
	 * Return how much a client belongs to a slot: the slot with the highest weight is the
	 * client's. Each client has an order of the slots of its own, so what one slot leaves
	 * is spread over all others.
	 * @param key what stands for the client
	 * @param slot the slot
	 * @return the weight
	 */
	static long weight(long key, int slot) {
		long mixed = key ^ ((slot + 1) * 0x9e3779b97f4a7c15L);
		mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
		mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
		return mixed ^ (mixed >>> 33);
	}

}
