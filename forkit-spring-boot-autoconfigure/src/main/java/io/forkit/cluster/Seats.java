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

import java.util.Collection;
import java.util.stream.IntStream;

/**
 * Gives each living process a number of its own. A slot may have several processes for a
 * while, and ports and files that only one process can have move by this number.
 */
final class Seats {

	private Seats() {
	}

	/**
	 * Choose a seat.
	 * @param slot the slot of the new process, whose number is the first choice
	 * @param taken the seats of the processes that live
	 * @return the number of the slot if it is free, else the lowest that is
	 */
	static int choose(int slot, Collection<Integer> taken) {
		return IntStream.concat(IntStream.of(slot), IntStream.iterate(0, (seat) -> seat + 1))
			.filter((seat) -> !taken.contains(seat))
			.findFirst()
			.orElseThrow();
	}

}
