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

package io.forkit.benchmarks.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A run and all that it has started. They are known by a variable in their environment:
 * no other mark stays on a program whose parent has ended.
 */
public final class Family {

	// Not FORKIT_...: forkit hands no such variable on.
	private static final String VARIABLE = "PROCESS_BENCHMARK_RUN";

	private static final int ATTEMPTS = 200;

	private final String name;

	/**
	 * Create a family without members.
	 * @param name what no other family of this process has
	 */
	public Family(String name) {
		this.name = ProcessHandle.current().pid() + "-" + name;
	}

	/**
	 * Make the process that is to be started a member.
	 * @param builder what starts it
	 */
	public void mark(ProcessBuilder builder) {
		builder.environment().put(VARIABLE, this.name);
	}

	/**
	 * Kill all members, and those that they start meanwhile.
	 */
	public void kill() {
		List<ProcessHandle> members = members();
		for (int i = 0; i < ATTEMPTS && !members.isEmpty(); i++) {
			members.forEach(ProcessHandle::destroyForcibly);
			try {
				TimeUnit.MILLISECONDS.sleep(20);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			members = members();
		}
		if (!members.isEmpty()) {
			System.err.println("Cannot be killed: " + members);
		}
	}

	private List<ProcessHandle> members() {
		try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
			return all.filter(this::isMember).toList();
		}
	}

	private boolean isMember(ProcessHandle process) {
		try {
			String environment = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "environ"),
					StandardCharsets.ISO_8859_1);
			return ("\0" + environment).contains("\0" + VARIABLE + "=" + this.name + "\0");
		}
		catch (IOException ex) {
			// It has ended, or belongs to somebody else.
			return false;
		}
	}

}
