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

package io.forkit.cluster.web;

import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A connection from a shared socket. Belongs to the event loop that takes it first, and
 * tells when one has.
 */
final class SharedSocketChannel extends NioSocketChannel {

	private final SharedServerChannel server;

	private final AtomicReference<@Nullable EventLoop> loop = new AtomicReference<>();

	private final CountDownLatch taken = new CountDownLatch(1);

	private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();

	SharedSocketChannel(SharedServerChannel server, SocketChannel connection) {
		super(server, connection);
		this.server = server;
	}

	/**
	 * Called by a loop that has time for a connection.
	 * @param loop the loop
	 */
	void offer(EventLoop loop) {
		if (this.loop.compareAndSet(null, loop)) {
			this.server.read(this, loop);
		}
	}

	@Nullable EventLoop loop() {
		return this.loop.get();
	}

	@Override
	protected void doRegister(ChannelPromise promise) {
		this.taken.countDown();
		super.doRegister(promise);
	}

	/** Also of a connection that the server does not want, and closes by force. */
	@Override
	protected void doClose() throws Exception {
		try {
			super.doClose();
		}
		finally {
			this.taken.countDown();
			this.gone.complete(null);
		}
	}

	/**
	 * Do something once this is closed, in whatever way.
	 * @param task what to do
	 */
	void whenGone(Runnable task) {
		this.gone.thenRun(task);
	}

	/**
	 * Wait until a loop has taken it, or it was closed.
	 * @param millis how long to wait
	 * @return whether one has
	 */
	boolean awaitTaken(long millis) {
		try {
			return this.taken.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			// The thread belongs to forkit, which does not interrupt it.
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
