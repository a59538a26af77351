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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import io.forkit.posix.ChildPid;
import io.forkit.posix.Fd;
import io.forkit.posix.NativeBuffer;
import io.forkit.posix.Pipe;
import io.forkit.posix.Spawn;

/**
 * The same system calls as forkit makes, from the thread that waits: no event loop, no
 * limits, no timeouts and no kill. It says how much forkit adds to them.
 */
final class BarePeer implements Peer {

	private static final int BUFFER_SIZE = 64 * 1024;

	private final ThreadLocal<NativeBuffer> buffers = ThreadLocal.withInitial(() -> new NativeBuffer(BUFFER_SIZE));

	private final List<byte[]> environment = System.getenv()
		.entrySet()
		.stream()
		.map((entry) -> (entry.getKey() + "=" + entry.getValue()).getBytes(StandardCharsets.UTF_8))
		.toList();

	@Override
	public String run(List<String> command) throws IOException {
		StringBuilder output = new StringBuilder();
		try (Pipe stdout = Pipe.open(); Pipe stderr = Pipe.open()) {
			ChildPid child = spawn(command).descriptor(1, stdout.writeEnd()).descriptor(2, stderr.writeEnd()).start();
			stdout.writeEnd().close();
			stderr.writeEnd().close();
			NativeBuffer buffer = this.buffers.get();
			for (int count = buffer.readFrom(stdout.readEnd()); count >= 0; count = buffer.readFrom(stdout.readEnd())) {
				byte[] bytes = new byte[count];
				buffer.get(bytes, 0, count);
				output.append(new String(bytes, StandardCharsets.UTF_8));
			}
			drain(stderr.readEnd(), new Counter(0));
			await(child, command);
		}
		return output.toString();
	}

	@Override
	public void count(List<String> command, Counter counter) throws IOException {
		try (Pipe stdout = Pipe.open(); Pipe stderr = Pipe.open()) {
			ChildPid child = spawn(command).descriptor(1, stdout.writeEnd()).descriptor(2, stderr.writeEnd()).start();
			drain(child, command, stdout, stderr, counter);
		}
	}

	@Override
	public void pump(List<String> command, long bytes, Counter counter) throws IOException, InterruptedException {
		try (Pipe stdin = Pipe.open(); Pipe stdout = Pipe.open(); Pipe stderr = Pipe.open()) {
			ChildPid child = spawn(command).descriptor(0, stdin.readEnd())
				.descriptor(1, stdout.writeEnd())
				.descriptor(2, stderr.writeEnd())
				.start();
			stdin.readEnd().close();
			Thread writer = new Thread(() -> write(stdin.writeEnd(), bytes), "writer");
			writer.start();
			drain(child, command, stdout, stderr, counter);
			writer.join();
		}
	}

	private Spawn spawn(List<String> command) {
		return new Spawn(Path.of(command.get(0)),
				command.stream().map((word) -> word.getBytes(StandardCharsets.UTF_8)).toList(), this.environment);
	}

	private static void write(Fd stdin, long bytes) {
		NativeBuffer buffer = new NativeBuffer(BUFFER_SIZE);
		byte[] block = new byte[BUFFER_SIZE];
		try (stdin) {
			for (long left = bytes; left > 0;) {
				left -= buffer.writeTo(stdin, block, 0, (int) Math.min(left, block.length));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void drain(ChildPid child, List<String> command, Pipe stdout, Pipe stderr, Counter counter)
			throws IOException {
		stdout.writeEnd().close();
		stderr.writeEnd().close();
		drain(stdout.readEnd(), counter);
		drain(stderr.readEnd(), new Counter(0));
		await(child, command);
	}

	private void drain(Fd fd, Counter counter) throws IOException {
		NativeBuffer buffer = this.buffers.get();
		for (int count = buffer.readFrom(fd); count >= 0; count = buffer.readFrom(fd)) {
			counter.add(count);
		}
	}

	private static void await(ChildPid child, List<String> command) {
		try (child) {
			Peer.checkExit(BareLibC.await(child.pid()), command);
		}
	}

}
