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
		Collector collector = new Collector();
		// Its own blocking form, without the wait for a poll that start() may have at the
		// end.
		new NuProcessBuilder(collector, command).run();
		return collector.output(command);
	}

	@Override
	public CompletableFuture<String> start(List<String> command, Executor threads) {
		Collector collector = new Collector();
		start(command, collector);
		return collector.exit.thenApply((code) -> collector.output(command));
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
		Handler handler = new Handler(new Counter(0));
		child.started(start(command, handler).getPID());
		handler.exit.thenRun(child::ended);
	}

	@Override
	public void count(List<String> command, Counter counter) {
		transfer(command, new Handler(counter));
	}

	@Override
	public void pump(List<String> command, long bytes, Counter counter) {
		transfer(command, new Writer(counter, bytes));
	}

	private static void transfer(List<String> command, Handler handler) {
		start(command, handler);
		Peer.checkExit(handler.exit.join(), command);
	}

	/**
	 * Counts what is written, and learns of the end.
	 */
	private static class Handler extends NuAbstractProcessHandler {

		final CompletableFuture<Integer> exit = new CompletableFuture<>();

		private final Counter counter;

		Handler(Counter counter) {
			this.counter = counter;
		}

		@Override
		public void onStart(NuProcess process) {
			process.closeStdin(true);
		}

		@Override
		public void onStdout(ByteBuffer buffer, boolean closed) {
			this.counter.add(buffer.remaining());
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

		Collector() {
			super(new Counter(0));
		}

		@Override
		public void onStdout(ByteBuffer buffer, boolean closed) {
			byte[] bytes = new byte[buffer.remaining()];
			buffer.get(bytes);
			this.output.writeBytes(bytes);
		}

		String output(List<String> command) {
			Peer.checkExit(this.exit.join(), command);
			return this.output.toString(StandardCharsets.UTF_8);
		}

	}

	/**
	 * Writes zeros.
	 */
	private static final class Writer extends Handler {

		private final byte[] block = new byte[NuProcess.BUFFER_CAPACITY];

		private NuProcess process;

		private long left;

		Writer(Counter counter, long bytes) {
			super(counter);
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
