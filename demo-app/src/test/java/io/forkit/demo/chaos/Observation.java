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

package io.forkit.demo.chaos;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.forkit.demo.ClusterReport;
import io.forkit.demo.DemoProcess;
import io.forkit.demo.Http;
import io.forkit.demo.Proc;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;

/**
 * What a cluster says of itself, and what the kernel says of it, at about the same time.
 *
 * @param time when, as {@link System#nanoTime()}
 * @param primary the process id of the primary
 * @param report what the cluster says, {@code null} if it does not answer
 * @param problem why it does not answer
 * @param processes all processes that have come of the primary, with itself
 * @param openFiles how many open files the primary has
 */
record Observation(long time, long primary, @Nullable ClusterReport report, @Nullable String problem,
		Map<Long, Proc.Stat> processes, int openFiles) {

	private static final String SPARE = "io.forkit.process.child.SpareMain";

	private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);

	static Observation of(DemoProcess demo, int managementPort) {
		ClusterReport report = null;
		String problem = null;
		try (Http http = Http.connect(managementPort, ANSWER_LIMIT)) {
			Http.Response response = http.get("/actuator/cluster");
			if (response.ok()) {
				report = response.as(ClusterReport.class);
			}
			else {
				problem = "status " + response.status() + ": " + response.body();
			}
		}
		catch (IOException ex) {
			problem = ex.toString();
		}
		return new Observation(System.nanoTime(), demo.pid(), report, problem, processes(demo),
				Proc.openFds(demo.pid()));
	}

	/** By their mark, which orphans keep, and by their parents, which zombies have. */
	private static Map<Long, Proc.Stat> processes(DemoProcess demo) {
		Set<Long> marked = demo.processes();
		Map<Long, Proc.Stat> all = new TreeMap<>();
		for (long pid : Proc.pids()) {
			Proc.Stat stat = Proc.stat(pid);
			if (stat != null) {
				all.put(pid, stat);
			}
		}
		Map<Long, Proc.Stat> found = new TreeMap<>(all);
		found.keySet().removeIf((pid) -> !marked.contains(pid) && !descends(pid, demo.pid(), all));
		return found;
	}

	private static boolean descends(long pid, long ancestor, Map<Long, Proc.Stat> all) {
		Proc.Stat stat = all.get(pid);
		while (stat != null && stat.pid() != ancestor && stat.pid() > 1) {
			stat = all.get(stat.parent());
		}
		return stat != null && stat.pid() == ancestor;
	}

	boolean runs(long pid) {
		Proc.Stat stat = this.processes.get(pid);
		return stat != null && !stat.zombie();
	}

	/** Return the workers that have not ended, as the cluster says. */
	Set<Long> workers() {
		Set<Long> pids = new TreeSet<>();
		if (this.report != null) {
			this.report.workers()
				.stream()
				.filter((worker) -> !worker.state().equals("EXITED"))
				.forEach((worker) -> pids.add(worker.pid()));
		}
		return pids;
	}

	/**
	 * Return the processes below workers: forked ones, spare ones, commands. And the
	 * spare one of the primary.
	 */
	Set<Long> helpers() {
		Set<Long> helpers = new TreeSet<>(this.processes.keySet());
		helpers.removeAll(workers());
		helpers.removeIf((pid) -> pid == this.primary || !isAccounted(pid));
		return helpers;
	}

	/** Return the processes that are neither the primary, nor workers, nor helpers. */
	Set<Long> unaccounted() {
		Set<Long> others = new TreeSet<>(this.processes.keySet());
		others.removeIf((pid) -> pid == this.primary || isAccounted(pid));
		return others;
	}

	private boolean isAccounted(long pid) {
		return runs(pid) && (workers().stream().anyMatch((worker) -> descends(pid, worker, this.processes))
				|| pid == spareOfPrimary());
	}

	/** One and no more: two of them are a violation. */
	private long spareOfPrimary() {
		return this.processes.values()
			.stream()
			.filter((process) -> process.parent() == this.primary
					&& String.join(" ", Proc.commandLine(process.pid())).contains(SPARE))
			.mapToLong(Proc.Stat::pid)
			.max()
			.orElse(-1);
	}

}
