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
import java.net.InetSocketAddress;

import io.forkit.posix.Fd;
import io.forkit.posix.Sockets;
import org.jspecify.annotations.Nullable;

/**
 * A connection that the primary has accepted and no worker has taken yet. Belongs to the
 * thread of the dispatcher.
 */
final class PendingConnection implements AutoCloseable {

	private final Fd fd;

	private long key;

	private long handedOver;

	private boolean waiting;

	private long waitingSince;

	PendingConnection(Fd fd) {
		this.fd = fd;
	}

	Fd fd() {
		return this.fd;
	}

	/** Return what stands for the client. */
	long key() {
		return this.key;
	}

	void key(long key) {
		this.key = key;
	}

	/** It is with a worker now. */
	void handedOver() {
		this.handedOver = System.nanoTime();
		this.waiting = false;
	}

	long sinceHandedOver(long now) {
		return now - this.handedOver;
	}

	/** It waits for a worker now, if it did not before. */
	void waits() {
		if (!this.waiting) {
			this.waiting = true;
			this.waitingSince = System.nanoTime();
		}
	}

	boolean hasWaited(long nanos) {
		return this.waiting && System.nanoTime() - this.waitingSince >= nanos;
	}

	@Nullable InetSocketAddress remoteAddress() {
		try {
			return (Sockets.peerAddress(this.fd) instanceof InetSocketAddress address) ? address : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	@Nullable InetSocketAddress localAddress() {
		try {
			return (Sockets.address(this.fd) instanceof InetSocketAddress address) ? address : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	@Override
	public void close() {
		this.fd.close();
	}

}
