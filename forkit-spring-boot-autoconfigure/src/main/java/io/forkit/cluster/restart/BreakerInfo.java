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

package io.forkit.cluster.restart;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A breaker as it was at one moment.
 *
 * @param slot the slot, -1 for the place of a standby, or {@code null} for the breaker of
 * the cluster
 * @param state its state
 * @param reason why it was opened last
 * @param text the same for people, in one line
 * @param since since when it is not closed; a trial that has failed does not change it
 * @param trialAt when a worker is to be tried; {@code null} if none is, or one is being
 * tried
 * @param trials how many workers were tried in vain since then
 * @param failure what the last worker has said of its failure; {@code null} if nothing
 * @since 0.1.0
 */
public record BreakerInfo(@Nullable Integer slot, BreakerState state, BreakerReason reason, String text, Instant since,
		@Nullable Instant trialAt, int trials, @Nullable StartFailure failure) {

	/**
	 * Return what it is the breaker of.
	 * @return a word or two
	 */
	public String subject() {
		if (this.slot == null) {
			return "The cluster";
		}
		return (this.slot >= 0) ? "Slot " + this.slot : "The place of a standby";
	}

}
