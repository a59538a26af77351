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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.forkit.process.CommandSpec;
import io.forkit.process.ProcessResult;
import io.forkit.process.ProcessTemplate;

/**
 * forkit, with its defaults.
 */
final class ForkitPeer implements Peer {

	private final ProcessTemplate processes = ProcessTemplate.create();

	private final Set<Long> known = new HashSet<>();

	@Override
	public String run(List<String> command) {
		return execFile(command).run().stdout();
	}

	@Override
	public CompletableFuture<String> start(List<String> command, Executor threads) {
		return execFile(command).start().thenApply(ProcessResult::stdout);
	}

	private CommandSpec execFile(List<String> command) {
		return this.processes.execFile(command.get(0), command.stream().skip(1).toArray(String[]::new));
	}

	@Override
	public void live(List<String> command, LiveChild child) throws IOException {
		execFile(command).start().whenComplete((result, ex) -> child.ended());
		child.started(newestChild());
	}

	private long newestChild() throws IOException {
		for (String pid : Files.readString(Path.of("/proc/thread-self/children")).trim().split(" ")) {
			if (this.known.add(Long.valueOf(pid))) {
				return Long.parseLong(pid);
			}
		}
		throw new IOException("No child has been started");
	}

	@Override
	public void count(List<String> command, Counter counter) {
		throw new UnsupportedOperationException("has no spawn yet");
	}

	@Override
	public void pump(List<String> command, long bytes, Counter counter) {
		throw new UnsupportedOperationException("has no spawn yet");
	}

	@Override
	public void close() {
		this.processes.close();
	}

}
