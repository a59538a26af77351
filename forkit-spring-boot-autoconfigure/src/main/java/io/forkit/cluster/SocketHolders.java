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

import java.util.ArrayList;
import java.util.List;

/**
 * Which workers have a socket of the primary. Belongs to the thread of the supervisor.
 */
final class SocketHolders {

	// The ids of the workers, each as often as it has it.
	private final List<Integer> workers = new ArrayList<>();

	void add(int worker) {
		this.workers.add(worker);
	}

	/**
	 * A worker does not need the socket any more.
	 * @param worker the id of the worker
	 * @return whether nobody else has it
	 */
	boolean releasedBy(int worker) {
		return this.workers.remove((Integer) worker) && this.workers.isEmpty();
	}

	boolean isEmpty() {
		return this.workers.isEmpty();
	}

	/**
	 * A worker has ended.
	 * @param worker the id of the worker
	 */
	void lostBy(int worker) {
		this.workers.removeIf((holder) -> holder == worker);
	}

}
