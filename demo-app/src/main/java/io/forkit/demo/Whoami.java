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

package io.forkit.demo;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Who this process is in the cluster.
 *
 * @param slotNow returns the slot that this worker fills, which a standby gets later, or
 * {@code null} without a cluster
 * @param worker the id of this worker, or {@code null} without a cluster
 * @param pid the process id
 */
record Whoami(Supplier<@Nullable Integer> slotNow, @Nullable Integer worker, long pid) {

	Whoami(@Nullable Integer slot, @Nullable Integer worker, long pid) {
		this(() -> slot, worker, pid);
	}

	@Nullable Integer slot() {
		return this.slotNow.get();
	}

}
