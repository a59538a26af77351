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

package io.forkit.cluster;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A worker as it was at one moment; the last one of its slot if that is waiting for a
 * replacement. While a worker is replaced, its slot has two.
 *
 * @param slot the place it fills, from 0
 * @param id its number, from 1, never given again
 * @param pid its process id
 * @param state its state
 * @param startedAt when the process was started
 * @param restarts how often a worker of this slot was replaced because it had crashed
 * @param lastExit how the worker before this one, or this one if it has ended, came to
 * its end; {@code null} if none of this slot has
 * @param load how busy it was when it said so last; {@code null} if it has not
 * @param generation the number of what it runs, from 1: that of a reload is greater
 * @param reason why it was started, or why it leaves once it does
 * @since 0.1.0
 */
public record WorkerInfo(int slot, int id, long pid, WorkerState state, Instant startedAt, int restarts,
		@Nullable String lastExit, @Nullable WorkerLoad load, int generation, WorkerReason reason) {

	/**
	 * Create information on a worker of the first generation that has not said how busy
	 * it is.
	 * @param slot the place it fills
	 * @param id its number
	 * @param pid its process id
	 * @param state its state
	 * @param startedAt when the process was started
	 * @param restarts how often a worker of this slot was replaced
	 * @param lastExit how the last one that has ended came to its end
	 */
	public WorkerInfo(int slot, int id, long pid, WorkerState state, Instant startedAt, int restarts,
			@Nullable String lastExit) {
		this(slot, id, pid, state, startedAt, restarts, lastExit, null, 1, WorkerReason.START);
	}

}
