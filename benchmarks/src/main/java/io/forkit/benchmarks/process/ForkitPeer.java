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
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.forkit.process.ChildProcess;
import io.forkit.process.CommandSpec;
import io.forkit.process.ProcessResult;
import io.forkit.process.ProcessTemplate;
import io.forkit.process.SpawnSpec;

/**
 * forkit, with its defaults.
 */
final class ForkitPeer implements Peer {

	private final ProcessTemplate processes = ProcessTemplate.create();

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

	private SpawnSpec spawn(List<String> command) {
		return this.processes.spawn(command.get(0), command.stream().skip(1).toArray(String[]::new));
	}

	@Override
	public void live(List<String> command, LiveChild child) {
		ChildProcess process = spawn(command).start();
		process.onExit().whenComplete((status, ex) -> child.ended());
		child.started(process.pid());
	}

	@Override
	public void count(List<String> command, Counter counter) {
		spawn(command).onStdout((bytes) -> counter.add(bytes.remaining())).start().onClose().join();
	}

	@Override
	public void pump(List<String> command, long bytes, Counter counter) throws IOException {
		ChildProcess process = spawn(command).onStdout((chunk) -> counter.add(chunk.remaining())).start();
		byte[] block = new byte[64 * 1024];
		try (OutputStream stdin = process.stdin()) {
			for (long left = bytes; left > 0; left -= block.length) {
				stdin.write(block, 0, (int) Math.min(left, block.length));
			}
		}
		process.onClose().join();
	}

	@Override
	public void close() {
		this.processes.close();
	}

}
