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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The slots of a cluster, by index. Belongs to the thread of the supervisor.
 */
final class Slots {

	private final List<Slot> slots = new ArrayList<>();

	Slots(int count) {
		IntStream.range(0, count).mapToObj((index) -> new Slot(index, Map.of())).forEach(this.slots::add);
	}

	/** Return the slots of this moment. */
	List<Slot> all() {
		return List.copyOf(this.slots);
	}

	/** Return the lowest index that no slot has. */
	int freeIndex() {
		List<Integer> taken = this.slots.stream().map(Slot::index).toList();
		return IntStream.iterate(0, (index) -> index + 1)
			.filter((index) -> !taken.contains(index))
			.findFirst()
			.orElse(0);
	}

	void add(Slot slot) {
		this.slots.add(slot);
		this.slots.sort(Comparator.comparingInt(Slot::index));
	}

	void remove(Slot slot) {
		this.slots.remove(slot);
	}

	@Nullable Slot of(WorkerView worker) {
		return this.slots.stream()
			.filter((slot) -> slot.worker() != null && slot.worker().view() == worker)
			.findFirst()
			.orElse(null);
	}

	int size() {
		return this.slots.size();
	}

	boolean isEmpty() {
		return this.slots.isEmpty();
	}

	boolean isAnyAlive() {
		return this.slots.stream().anyMatch(Slot::isAlive);
	}

	boolean wereAllReady() {
		return this.slots.stream().allMatch(Slot::wasEverReady);
	}

	/** Return the last worker of each slot. */
	Stream<WorkerHandle> handles() {
		return this.slots.stream().map(Slot::worker).filter(Objects::nonNull);
	}

	/** Return the workers whose processes have not ended, by id. */
	List<Worker> workers() {
		return this.slots.stream()
			.filter(Slot::isAlive)
			.<Worker>map((slot) -> Objects.requireNonNull(slot.worker()).view())
			.sorted(Comparator.comparingInt(Worker::id))
			.toList();
	}

	List<WorkerInfo> infos() {
		return this.slots.stream().map(Slot::info).filter(Objects::nonNull).toList();
	}

}
