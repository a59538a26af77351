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

package io.forkit.process.child;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.forkit.ipc.ChannelLoop;
import io.forkit.ipc.Transport;
import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * The transport of a spare JVM: what comes first is the {@link SpareOrder}, of which the
 * channel above sees nothing. So the channel can be complete before there is an order.
 */
final class SpareTransport implements Transport, Transport.Readiness {

	private final Transport transport;

	private final CompletableFuture<@Nullable SpareOrder> order = new CompletableFuture<>();

	// Of the loop only.
	private ByteBuffer incoming = ByteBuffer.allocate(Integer.BYTES);

	private boolean headComplete;

	private volatile @Nullable Readiness readiness;

	SpareTransport(Transport transport) {
		this.transport = transport;
	}

	/**
	 * Wait for the order.
	 * @return the order, or {@code null} if there will be none
	 */
	@Nullable SpareOrder await() {
		return this.order.join();
	}

	@Override
	public void open(Readiness readiness) throws IOException {
		this.readiness = readiness;
		this.transport.open(this);
	}

	@Override
	public void readable() {
		Readiness told = this.readiness;
		if (this.order.isDone() && told != null) {
			told.readable();
			return;
		}
		try {
			readOrder();
		}
		catch (IOException | RuntimeException ex) {
			noOrder();
		}
	}

	private void readOrder() throws IOException {
		while (!this.order.isDone()) {
			int count = this.transport.read(this.incoming);
			if (count == END_OF_STREAM) {
				noOrder();
				return;
			}
			if (this.incoming.hasRemaining()) {
				return;
			}
			this.incoming.flip();
			if (this.headComplete) {
				this.order.complete(SpareOrder.decode(this.incoming));
			}
			else {
				beginBody(this.incoming.getInt());
			}
		}
	}

	private void beginBody(int size) throws IOException {
		if (size < Integer.BYTES || size > SpareOrder.MAX_SIZE) {
			throw new IOException("An order of " + size + " bytes cannot be");
		}
		this.headComplete = true;
		this.incoming = ByteBuffer.allocate(size);
	}

	private void noOrder() {
		this.transport.close();
		this.order.complete(null);
	}

	@Override
	public void writable() {
		Readiness told = this.readiness;
		if (told != null) {
			told.writable();
		}
	}

	@Override
	public ChannelLoop loop() {
		return this.transport.loop();
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		return this.transport.read(target);
	}

	@Override
	public int read(ByteBuffer target, List<Fd> descriptors) throws IOException {
		return this.transport.read(target, descriptors);
	}

	@Override
	public boolean descriptorsLost() {
		return this.transport.descriptorsLost();
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		return this.transport.write(source);
	}

	@Override
	public int write(ByteBuffer source, Fd descriptor) throws IOException {
		return this.transport.write(source, descriptor);
	}

	@Override
	public void setInterest(boolean read, boolean write) throws IOException {
		this.transport.setInterest(read, write);
	}

	@Override
	public MemoryRole memoryRole() {
		return this.transport.memoryRole();
	}

	@Override
	public void shutdownOutput() throws IOException {
		this.transport.shutdownOutput();
	}

	@Override
	public void close() {
		this.transport.close();
	}

}
