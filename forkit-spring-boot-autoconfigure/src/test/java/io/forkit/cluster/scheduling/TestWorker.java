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

package io.forkit.cluster.scheduling;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.posix.Fd;

/**
 * Takes connections as a worker does, but in this process, and answers each with its
 * name. Ends like a killed process when it is killed.
 */
final class TestWorker implements AutoCloseable {

	private final int slot;

	private final Fd socket;

	private final ConnectionReceiver receiver;

	private final AtomicInteger served = new AtomicInteger();

	private final AtomicInteger read = new AtomicInteger();

	private final AtomicInteger failures = new AtomicInteger();

	private final Semaphore turns;

	private volatile boolean ending;

	private TestWorker(int slot, Fd socket, int turns) {
		this.slot = slot;
		this.socket = socket;
		this.receiver = new ConnectionReceiver(socket);
		this.turns = new Semaphore(turns);
		Thread thread = new Thread(this::serve, "test-worker-" + slot);
		thread.setDaemon(true);
		thread.start();
	}

	/** One that takes all it gets. */
	static TestWorker start(DispatchedListener listener, int slot) throws IOException {
		return start(listener, slot, Integer.MAX_VALUE);
	}

	/** One that accepts only so often. */
	static TestWorker start(DispatchedListener listener, int slot, int turns) throws IOException {
		return new TestWorker(slot, listener.attach(slot, slot + 1), turns);
	}

	private void serve() {
		while (!this.ending) {
			this.turns.acquireUninterruptibly();
			try (SocketChannel connection = this.receiver.accept()) {
				if (connection == null) {
					return;
				}
				connection.write(ByteBuffer.wrap(String.valueOf(this.slot).getBytes(StandardCharsets.US_ASCII)));
				this.served.incrementAndGet();
				// Bytes that nobody has read would make the end a reset.
				connection.shutdownOutput();
				ByteBuffer rest = ByteBuffer.allocate(1024);
				while (connection.read(rest.clear()) >= 0) {
					this.read.addAndGet(rest.position());
				}
			}
			catch (IOException | LinkageError ex) {
				// As servers do: a class may need a descriptor.
				this.failures.incrementAndGet();
			}
		}
	}

	void allow(int moreTurns) {
		this.turns.release(moreTurns);
	}

	ConnectionReceiver receiver() {
		return this.receiver;
	}

	int served() {
		return this.served.get();
	}

	/** Return how many bytes of clients have been read. */
	int read() {
		return this.read.get();
	}

	int failures() {
		return this.failures.get();
	}

	/** Be gone without a word. */
	void kill() throws IOException {
		this.ending = true;
		this.socket.shutdownInput();
		this.socket.close();
	}

	@Override
	public void close() {
		this.ending = true;
		this.receiver.close();
		this.turns.release();
	}

}
