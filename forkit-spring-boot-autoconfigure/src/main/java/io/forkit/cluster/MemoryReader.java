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

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.forkit.cluster.recycle.CgroupMemory;
import io.forkit.cluster.recycle.ProcessMemory;

/**
 * Reads how much memory the workers need.
 */
@FunctionalInterface
interface MemoryReader {

	/** Reads nothing. */
	MemoryReader NONE = (pids, answer) -> answer.accept(Sample.NONE);

	/**
	 * Read it. Does not wait.
	 * @param pids the processes of the workers
	 * @param answer takes what they need, on any thread
	 */
	void read(List<Long> pids, Consumer<Sample> answer);

	/**
	 * Return what reads the files of the system, on a thread that may wait.
	 * @return the reader
	 */
	static MemoryReader ofSystem() {
		ProcessMemory processes = new ProcessMemory();
		CgroupMemory cgroup = new CgroupMemory();
		return (pids, answer) -> Replies.executor().execute(() -> answer.accept(take(pids, processes, cgroup)));
	}

	private static Sample take(List<Long> pids, ProcessMemory processes, CgroupMemory cgroup) {
		Map<Long, Long> rss = new HashMap<>();
		pids.forEach((pid) -> rss.put(pid, processes.rss(pid)));
		return new Sample(rss, cgroup.share());
	}

	/**
	 * How much memory there was at one moment.
	 *
	 * @param rss what is in RAM, by process, in bytes
	 * @param cgroup the share of the control group that is in use, from 0 to 1; negative
	 * if it is not known
	 */
	record Sample(Map<Long, Long> rss, double cgroup) {

		static final Sample NONE = new Sample(Map.of(), CgroupMemory.UNKNOWN);

		long rss(long pid) {
			return this.rss.getOrDefault(pid, ProcessMemory.UNKNOWN);
		}

	}

}
