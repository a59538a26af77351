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

import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.forkit.cluster.worker.ClusterWorker;
import org.apache.tomcat.util.net.NioEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's endpoint on a socket that all workers share. It differs in how it stops:
 * Tomcat would connect to its own port to wake its acceptor up, and a sibling might take
 * that connection; it would then drop the next real one.
 */
class SharedListenerNioEndpoint extends NioEndpoint {

	// A request follows its connection within a round trip. One that comes later than
	// this
	// finds the connection closed, as it may with any server.
	private static final long REQUEST_EXPECTED = TimeUnit.MILLISECONDS.toNanos(500);

	private static final long HANDOVER = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

	private volatile @Nullable SharedListener listener;

	// Only the acceptor's thread uses it.
	private boolean servingLate;

	@Override
	protected void initServerSocket() throws Exception {
		ClusterWorker worker = ClusterWorker.current();
		if (worker == null) {
			throw new IllegalStateException("This process is no worker");
		}
		this.listener = new SharedListener(worker, worker.listen(getAddress(), getPortWithOffset(), getAcceptCount()));
	}

	@Override
	public void startInternal() throws Exception {
		super.startInternal();
		ClusterWorker worker = ClusterWorker.current();
		if (worker != null) {
			worker.listening();
		}
	}

	@Override
	protected @Nullable NetworkChannel getServerSocket() {
		SharedListener current = this.listener;
		return (current != null && current.isOpen()) ? current.channel() : null;
	}

	@Override
	protected @Nullable SocketChannel serverSocketAccept() throws Exception {
		SharedListener current = this.listener;
		SocketChannel connection = (current != null) ? current.accept() : null;
		if (connection == null) {
			LockSupport.parkNanos(PAUSE);
		}
		return connection;
	}

	@Override
	protected boolean setSocketOptions(@Nullable SocketChannel connection) {
		if (connection == null) {
			countDownConnection();
			return true;
		}
		return super.setSocketOptions(connection);
	}

	/**
	 * Called with what was accepted in the moment of stopping: it is served like any
	 * other.
	 */
	@Override
	protected void destroySocket(@Nullable SocketChannel connection) {
		if (connection == null) {
			countDownConnection();
		}
		else if (isRunning() && !this.servingLate) {
			this.servingLate = true;
			try {
				if (!super.setSocketOptions(connection)) {
					closeSocket(connection);
				}
			}
			finally {
				this.servingLate = false;
			}
		}
		else {
			super.destroySocket(connection);
		}
	}

	/**
	 * The first pause closes the listener and does no more: a paused Tomcat answers 503
	 * on the connections it has already accepted. The second one, at the stop, is
	 * Tomcat's.
	 */
	@Override
	public void pause() {
		SharedListener current = this.listener;
		if (current != null && current.close()) {
			awaitRequestsOfAcceptedConnections(current);
			current.logClosed();
		}
		else {
			super.pause();
		}
	}

	private void awaitRequestsOfAcceptedConnections(SharedListener closed) {
		while (closed.nanosSinceLastAccept() < HANDOVER
				|| (closed.nanosSinceLastAccept() < REQUEST_EXPECTED && !getConnections().isEmpty())) {
			LockSupport.parkNanos(PAUSE);
		}
	}

	@Override
	protected void unlockAccept() {
		doCloseServerSocket();
	}

	@Override
	protected void doCloseServerSocket() {
		SharedListener current = this.listener;
		if (current != null && current.close()) {
			current.logClosed();
		}
	}

}
