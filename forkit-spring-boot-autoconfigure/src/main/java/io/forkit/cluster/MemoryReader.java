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
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

import io.forkit.cluster.recycle.CgroupMemory;
import io.forkit.cluster.recycle.ProcessMemory;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

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
	 * @param answer takes what they need, on any thread; {@code null} if that cannot be
	 * told
	 */
	void read(List<Long> pids, Consumer<@Nullable Sample> answer);

	/**
	 * Return what reads the files of the system, on a thread that may wait.
	 * @return the reader
	 */
	static MemoryReader ofSystem() {
		ProcessMemory processes = new ProcessMemory();
		CgroupMemory cgroup = new CgroupMemory();
		return of(Replies.executor(), (pids) -> take(pids, processes, cgroup));
	}

	/**
	 * Return a reader that answers whatever happens: who asks waits for that before it
	 * asks again.
	 * @param executor where to read
	 * @param source reads
	 * @return the reader
	 */
	static MemoryReader of(Executor executor, Function<List<Long>, Sample> source) {
		return (pids, answer) -> {
			try {
				executor.execute(() -> attempt(source, pids, answer));
			}
			catch (RuntimeException | Error ex) {
				// There may be no memory for one more thread, which passes.
				answer.accept(null);
				failed(ex);
			}
		};
	}

	private static void attempt(Function<List<Long>, Sample> source, List<Long> pids,
			Consumer<@Nullable Sample> answer) {
		Sample sample = null;
		try {
			sample = source.apply(pids);
		}
		catch (RuntimeException | Error ex) {
			failed(ex);
		}
		finally {
			answer.accept(sample);
		}
	}

	private static void failed(Throwable cause) {
		LogFactory.getLog(Supervisor.class).warn("It cannot be told how much memory the workers use: " + cause);
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
