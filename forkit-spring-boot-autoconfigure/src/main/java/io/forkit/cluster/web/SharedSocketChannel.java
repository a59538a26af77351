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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * A connection from a shared socket. Tells when an event loop has taken it.
 */
final class SharedSocketChannel extends NioSocketChannel {

	private final CountDownLatch taken = new CountDownLatch(1);

	SharedSocketChannel(SharedServerChannel parent, SocketChannel connection) {
		super(parent, connection);
		closeFuture().addListener((future) -> this.taken.countDown());
	}

	@Override
	protected void doRegister(ChannelPromise promise) {
		this.taken.countDown();
		super.doRegister(promise);
	}

	void awaitTaken(long millis) {
		try {
			this.taken.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			// The thread belongs to forkit, which does not interrupt it.
			Thread.currentThread().interrupt();
		}
	}

}
