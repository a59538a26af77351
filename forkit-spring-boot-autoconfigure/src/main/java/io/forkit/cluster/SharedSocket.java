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

package io.forkit.cluster;

import java.io.IOException;

import io.forkit.posix.Fd;

/**
 * A socket of the primary, and which workers have it. Belongs to the thread of the
 * supervisor.
 */
final class SharedSocket implements AutoCloseable {

	private final SocketRequest key;

	private final Fd socket;

	private final ListenerInfo info;

	private final Runnable whenClosed;

	private final SocketHolders holders = new SocketHolders();

	private boolean kept;

	/**
	 * Create a socket.
	 * @param key what it was opened for
	 * @param socket the socket, which belongs to this
	 * @param info where it listens
	 * @param whenClosed what to do besides when it is closed
	 */
	SharedSocket(SocketRequest key, Fd socket, ListenerInfo info, Runnable whenClosed) {
		this.key = key;
		this.socket = socket;
		this.info = info;
		this.whenClosed = whenClosed;
	}

	SocketRequest key() {
		return this.key;
	}

	ListenerInfo info() {
		return this.info;
	}

	Fd duplicateFor(int worker) throws IOException {
		Fd duplicate = this.socket.duplicate();
		this.holders.add(worker);
		return duplicate;
	}

	SocketHolders holders() {
		return this.holders;
	}

	/**
	 * Return whether this was opened at port 0 and got the very port of a request.
	 * @param request the request
	 * @return whether it is what the request means
	 */
	boolean isGivenPort(SocketRequest request) {
		if (request instanceof SocketRequest.Tcp tcp && this.key instanceof SocketRequest.Tcp opened) {
			return tcp.port() == this.info.port() && opened.port() == 0 && tcp.host().equals(opened.host())
					&& tcp.protocol() == opened.protocol();
		}
		if (request instanceof SocketRequest.Udp udp && this.key instanceof SocketRequest.Udp opened) {
			return udp.port() == this.info.port() && opened.port() == 0 && udp.host().equals(opened.host())
					&& udp.protocol() == opened.protocol();
		}
		return false;
	}

	/** The socket outlives this process. */
	void kept() {
		this.kept = true;
	}

	Fd socket() {
		return this.socket;
	}

	/** Nobody needs the socket any more, also not after this process. */
	void closeForGood() {
		this.kept = false;
		close();
	}

	@Override
	public void close() {
		this.socket.close();
		if (!this.kept) {
			this.whenClosed.run();
		}
	}

}
