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

package io.forkit.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Limits that the kernel holds a program and its descendants to, each process for itself,
 * see {@code setrlimit(2)}. They are set by {@code prlimit(1)} of util-linux, which then
 * becomes the program; where it is not installed a command with limits does not start.
 * <p>
 * Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class ResourceLimits {

	private static final long LEAST_MEMORY = DataSize.ofMegabytes(1).toBytes();

	private static final ResourceLimits NONE = new ResourceLimits(null, null, null, null, null);

	private final @Nullable DataSize memory;

	private final @Nullable Duration cpuTime;

	private final @Nullable Integer openFiles;

	private final @Nullable Integer processes;

	private final @Nullable DataSize fileSize;

	private ResourceLimits(@Nullable DataSize memory, @Nullable Duration cpuTime, @Nullable Integer openFiles,
			@Nullable Integer processes, @Nullable DataSize fileSize) {
		this.memory = memory;
		this.cpuTime = cpuTime;
		this.openFiles = openFiles;
		this.processes = processes;
		this.fileSize = fileSize;
	}

	/**
	 * Return no limits beyond those of this process.
	 * @return the limits
	 */
	public static ResourceLimits none() {
		return NONE;
	}

	/**
	 * Limit the address space (RLIMIT_AS). Programs that reserve much more than they use,
	 * as JVMs do, need much more than they use.
	 * @param memory the limit, at least 1 MiB
	 * @return the new limits
	 */
	public ResourceLimits memory(DataSize memory) {
		Assert.isTrue(Checks.notNegative(memory, "memory") >= LEAST_MEMORY,
				() -> "'memory' must be at least 1MB, without which no program can start, but is " + memory);
		return new ResourceLimits(memory, this.cpuTime, this.openFiles, this.processes, this.fileSize);
	}

	/**
	 * Limit the processor time (RLIMIT_CPU): a program gets SIGXCPU when it has used it
	 * up, and SIGKILL a second later.
	 * @param cpuTime the limit, rounded up to whole seconds
	 * @return the new limits
	 */
	public ResourceLimits cpuTime(Duration cpuTime) {
		return new ResourceLimits(this.memory, Checks.positive(cpuTime, "cpuTime"), this.openFiles, this.processes,
				this.fileSize);
	}

	/**
	 * Limit the number of open files (RLIMIT_NOFILE).
	 * @param openFiles the limit, at least 3
	 * @return the new limits
	 */
	public ResourceLimits openFiles(int openFiles) {
		Assert.isTrue(openFiles >= 3, () -> "'openFiles' must be at least 3 but is " + openFiles);
		return new ResourceLimits(this.memory, this.cpuTime, openFiles, this.processes, this.fileSize);
	}

	/**
	 * Limit the number of processes and threads of the user (RLIMIT_NPROC): all those of
	 * the user count, whoever started them. Does not hold for root.
	 * @param processes the limit, at least 1
	 * @return the new limits
	 */
	public ResourceLimits processes(int processes) {
		Assert.isTrue(processes >= 1, () -> "'processes' must be at least 1 but is " + processes);
		return new ResourceLimits(this.memory, this.cpuTime, this.openFiles, processes, this.fileSize);
	}

	/**
	 * Limit the size of the files that are written (RLIMIT_FSIZE): a program that goes
	 * beyond gets SIGXFSZ.
	 * @param fileSize the limit per file
	 * @return the new limits
	 */
	public ResourceLimits fileSize(DataSize fileSize) {
		Checks.notNegative(fileSize, "fileSize");
		return new ResourceLimits(this.memory, this.cpuTime, this.openFiles, this.processes, fileSize);
	}

	boolean isEmpty() {
		return arguments().isEmpty();
	}

	/**
	 * Return the options of {@code prlimit(1)}.
	 * @return the options
	 */
	List<String> arguments() {
		List<String> arguments = new ArrayList<>();
		if (this.memory != null) {
			arguments.add("--as=" + this.memory.toBytes());
		}
		if (this.cpuTime != null) {
			long seconds = this.cpuTime.plusSeconds(1).minusNanos(1).toSeconds();
			arguments.add("--cpu=" + seconds + ":" + (seconds + 1));
		}
		if (this.openFiles != null) {
			arguments.add("--nofile=" + this.openFiles);
		}
		if (this.processes != null) {
			arguments.add("--nproc=" + this.processes);
		}
		if (this.fileSize != null) {
			arguments.add("--fsize=" + this.fileSize.toBytes());
		}
		return arguments;
	}

	@Override
	public String toString() {
		return isEmpty() ? "no limits" : String.join(" ", arguments());
	}

}
