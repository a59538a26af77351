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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.NativeBuffer;
import io.forkit.posix.Sockets;
import io.forkit.posix.StreamSocket;

/**
 * A link to a worker that is the test itself.
 */
final class TestLink implements WorkerLink.Listener, AutoCloseable {

	private final EventLoop loop;

	private final Fd worker;

	private final StreamSocket stream;

	private final ByteBuffer in = ByteBuffer.allocateDirect(HandOver.RECORD);

	private final List<Fd> descriptors = new ArrayList<>();

	private final WorkerLink link;

	TestLink(EventLoop loop, int slot) throws IOException {
		Sockets.Pair pair = Sockets.pair();
		this.loop = loop;
		this.worker = pair.second();
		this.stream = new StreamSocket(this.worker);
		this.link = new WorkerLink(loop, pair.first(), slot, slot + 1, 16, new HandOverStatistics(), this);
		this.link.start();
		tell(HandOver.GATE_OPEN);
		AbstractSchedulingTests.await(() -> call(loop, this.link::isAvailable));
	}

	static <T> T call(EventLoop loop, Callable<T> task) {
		CompletableFuture<T> result = new CompletableFuture<>();
		loop.execute(() -> {
			try {
				result.complete(task.call());
			}
			catch (Exception ex) {
				result.completeExceptionally(ex);
			}
		});
		return result.join();
	}

	WorkerLink link() {
		return this.link;
	}

	void tell(int what) throws IOException {
		this.stream.write(ByteBuffer.allocateDirect(HandOver.RECORD).putInt(what).putInt(0).flip());
	}

	/** Wait for something with a descriptor, beside marks. */
	int heard() throws IOException {
		while (true) {
			int count = this.stream.read(this.in.clear(), this.descriptors);
			if (count != NativeBuffer.WOULD_BLOCK && !this.descriptors.isEmpty()) {
				this.descriptors.forEach(Fd::close);
				this.descriptors.clear();
				return this.in.getInt(0);
			}
			Thread.onSpinWait();
		}
	}

	/** Let it be with the worker for so long that the worker counts as stalled. */
	void stall() throws IOException {
		Fd connection = Sockets.pair().first();
		call(this.loop, () -> this.link.send(new PendingConnection(connection)));
		AbstractSchedulingTests.await(() -> call(this.loop, () -> this.link.isStalled(System.nanoTime())));
	}

	@Override
	public void changed(WorkerLink changed) {
	}

	@Override
	public void returned(List<PendingConnection> connections) {
		connections.forEach(PendingConnection::close);
	}

	@Override
	public void ended(WorkerLink ended) {
	}

	@Override
	public void close() {
		this.loop.execute(this.link::close);
		this.worker.close();
	}

}
