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

package io.forkit.cluster.gate;

/**
 * Sees whether connections that are let go bring this worker nearer to its siblings. What
 * it has too many of may be connections that cannot be let go, such as those of
 * WebSocket: then others would be sent round for ever.
 * <p>
 * Belongs to the thread of the keeper.
 */
final class SheddingProgress {

	/**
	 * So many rounds may bring nothing. The numbers of the siblings are two seconds old
	 * at most, so the first rounds of a series may not show yet.
	 */
	static final int PATIENCE = 4;

	static final int FIRST_PAUSE = 4;

	static final int LONGEST_PAUSE = 128;

	private int smallestGap = Integer.MAX_VALUE;

	private long countBefore;

	private int inVain;

	private int pause = FIRST_PAUSE;

	private int pausing;

	/**
	 * Ask whether to let connections go in this round.
	 * @param gap how much more this worker has than the sibling with the least
	 * @param count how many connections have been let go ever
	 * @return whether to do so
	 */
	boolean isLikely(int gap, long count) {
		if (this.pausing > 0) {
			this.pausing--;
			this.smallestGap = gap;
			this.countBefore = count;
			return this.pausing == 0;
		}
		boolean some = count > this.countBefore;
		this.countBefore = count;
		if (gap < this.smallestGap) {
			this.smallestGap = gap;
			this.inVain = 0;
		}
		else if (some && ++this.inVain >= PATIENCE) {
			this.inVain = 0;
			this.pausing = this.pause;
			this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
			return false;
		}
		return true;
	}

	/**
	 * There is no reason to let connections go.
	 * @param count how many connections have been let go ever
	 */
	void level(long count) {
		this.smallestGap = Integer.MAX_VALUE;
		this.countBefore = count;
		this.inVain = 0;
		this.pause = FIRST_PAUSE;
		this.pausing = 0;
	}

}
