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

import io.forkit.cluster.recycle.CgroupMemory;
import io.forkit.cluster.recycle.ProcessMemory;

/**
 * Reads how much memory the workers need. Thread-safe. It reads files, so it is for a
 * thread that may wait.
 */
class MemorySamples {

	private final ProcessMemory processes = new ProcessMemory();

	private final CgroupMemory cgroup = new CgroupMemory();

	/**
	 * Read it.
	 * @param pids the processes of the workers
	 * @return what they need now
	 */
	MemorySample take(List<Long> pids) {
		Map<Long, Long> rss = new HashMap<>();
		pids.forEach((pid) -> rss.put(pid, this.processes.rss(pid)));
		return new MemorySample(rss, this.cgroup.share());
	}

	/**
	 * How much memory there was at one moment.
	 *
	 * @param rss what is in RAM, by process, in bytes
	 * @param cgroup the share of the control group that is in use, from 0 to 1; negative
	 * if it is not known
	 */
	record MemorySample(Map<Long, Long> rss, double cgroup) {

		static final MemorySample NONE = new MemorySample(Map.of(), CgroupMemory.UNKNOWN);

		long rss(long pid) {
			return this.rss.getOrDefault(pid, ProcessMemory.UNKNOWN);
		}

	}

}
