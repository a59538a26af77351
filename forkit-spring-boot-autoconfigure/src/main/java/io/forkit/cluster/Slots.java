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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The slots of a cluster, by index. Belongs to the thread of the supervisor.
 */
final class Slots {

	private final List<Slot> slots = new ArrayList<>();

	Slots(int count, Generation generation) {
		IntStream.range(0, count).mapToObj((index) -> new Slot(index, Map.of(), generation)).forEach(this.slots::add);
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

	/**
	 * Return the seat of a new process.
	 * @param slot its slot
	 * @return the seat
	 */
	int freeSeat(int slot) {
		return Seats.choose(slot,
				processes().filter(WorkerHandle::isAlive).map(WorkerHandle::seat).collect(Collectors.toSet()));
	}

	void add(Slot slot) {
		this.slots.add(slot);
		this.slots.sort(Comparator.comparingInt(Slot::index));
	}

	void remove(Slot slot) {
		this.slots.remove(slot);
	}

	/**
	 * Find the slot that a worker serves.
	 * @param worker the worker
	 * @return the slot, {@code null} if it serves none, or only will
	 */
	@Nullable Slot servedBy(WorkerView worker) {
		return this.slots.stream()
			.filter((slot) -> slot.worker() != null && slot.worker().view() == worker)
			.findFirst()
			.orElse(null);
	}

	int size() {
		return this.slots.size();
	}

	/** Return how many are not given up. */
	int staying() {
		return (int) this.slots.stream().filter((slot) -> !slot.isRetired()).count();
	}

	boolean isGone(Slot slot) {
		return !this.slots.contains(slot);
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

	/** Return the processes of each slot, and the last ones of those that have none. */
	Stream<WorkerHandle> processes() {
		return this.slots.stream().flatMap(Slot::processes);
	}

	/** Return what the slots and their processes need. */
	Stream<Generation> generations() {
		return Stream.concat(this.slots.stream().map(Slot::generation),
				processes().filter(WorkerHandle::isAlive).map(WorkerHandle::generation));
	}

	/** Return the workers whose processes have not ended, by id. */
	List<Worker> workers() {
		return processes().filter(WorkerHandle::isAlive)
			.<Worker>map(WorkerHandle::view)
			.sorted(Comparator.comparingInt(Worker::id))
			.toList();
	}

	List<WorkerInfo> infos() {
		return this.slots.stream().flatMap(Slot::infos).toList();
	}

}
