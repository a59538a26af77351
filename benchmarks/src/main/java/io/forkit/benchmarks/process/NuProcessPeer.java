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

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import com.zaxxer.nuprocess.NuAbstractProcessHandler;
import com.zaxxer.nuprocess.NuProcess;
import com.zaxxer.nuprocess.NuProcessBuilder;

/**
 * NuProcess, with its defaults.
 */
final class NuProcessPeer implements Peer {

	@Override
	public String run(List<String> command) {
		return start(command).join();
	}

	@Override
	public CompletableFuture<String> start(List<String> command, Executor threads) {
		return start(command);
	}

	private static CompletableFuture<String> start(List<String> command) {
		Collector collector = new Collector();
		start(command, collector);
		return collector.exit.thenApply((code) -> {
			Peer.checkExit(code, command);
			return collector.output.toString(StandardCharsets.UTF_8);
		});
	}

	private static NuProcess start(List<String> command, Handler handler) {
		NuProcess process = new NuProcessBuilder(handler, command).start();
		if (process == null) {
			throw new IllegalStateException("NuProcess cannot start " + command);
		}
		return process;
	}

	@Override
	public void live(List<String> command, LiveChild child) {
		Handler handler = new Handler();
		child.started(start(command, handler).getPID());
		handler.exit.thenRun(child::ended);
	}

	@Override
	public long count(List<String> command) {
		return count(command, new Handler());
	}

	@Override
	public long pump(List<String> command, long bytes) {
		return count(command, new Writer(bytes));
	}

	private static long count(List<String> command, Handler handler) {
		start(command, handler);
		Peer.checkExit(handler.exit.join(), command);
		return handler.received;
	}

	/**
	 * Counts what is written, and learns of the end.
	 */
	private static class Handler extends NuAbstractProcessHandler {

		final CompletableFuture<Integer> exit = new CompletableFuture<>();

		long received;

		@Override
		public void onStart(NuProcess process) {
			process.closeStdin(true);
		}

		@Override
		public void onStdout(ByteBuffer buffer, boolean closed) {
			this.received += buffer.remaining();
			buffer.position(buffer.limit());
		}

		@Override
		public void onExit(int code) {
			this.exit.complete(code);
		}

	}

	/**
	 * Keeps what is written.
	 */
	private static final class Collector extends Handler {

		private final ByteArrayOutputStream output = new ByteArrayOutputStream();

		@Override
		public void onStdout(ByteBuffer buffer, boolean closed) {
			byte[] bytes = new byte[buffer.remaining()];
			buffer.get(bytes);
			this.output.writeBytes(bytes);
		}

	}

	/**
	 * Writes zeros.
	 */
	private static final class Writer extends Handler {

		private final byte[] block = new byte[NuProcess.BUFFER_CAPACITY];

		private NuProcess process;

		private long left;

		Writer(long bytes) {
			this.left = bytes;
		}

		@Override
		public void onStart(NuProcess process) {
			this.process = process;
			process.wantWrite();
		}

		@Override
		public boolean onStdinReady(ByteBuffer buffer) {
			int count = (int) Math.min(this.left, buffer.remaining());
			buffer.put(this.block, 0, count);
			buffer.flip();
			this.left -= count;
			if (this.left == 0) {
				this.process.closeStdin(false);
			}
			return this.left > 0;
		}

	}

}
