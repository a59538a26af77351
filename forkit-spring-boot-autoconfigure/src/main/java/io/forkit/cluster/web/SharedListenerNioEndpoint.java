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

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.forkit.cluster.worker.ListenOptions;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SSLContext;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfig.CertificateVerification;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's endpoint on a socket that all workers share. It differs in how it stops:
 * Tomcat would connect to its own port to wake its acceptor up, and a sibling might take
 * that connection; it would then drop the next real one.
 */
class SharedListenerNioEndpoint extends NioEndpoint implements ServerLoad {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

	private volatile @Nullable SharedServer server;

	private volatile @Nullable NetworkChannel channel;

	private volatile boolean pausedOnce;

	// With requests, for executors that do not tell.
	private final AtomicInteger threads = new AtomicInteger();

	// Only the acceptor's thread uses it.
	private boolean servingLate;

	@Override
	protected void initServerSocket() throws Exception {
		SharedListener listener = open();
		this.channel = new SharedServerSocketChannel(listener);
		// From then on responses say Connection: close.
		this.server = new SharedServer(listener, this, this::closeServerSocketGraceful, this::enter);
		this.pausedOnce = false;
	}

	/** Called again when a certificate has changed. */
	@Override
	protected void createSSLContext(SSLHostConfig sslHostConfig) {
		super.createSSLContext(sslHostConfig);
		if (sslHostConfig.getCertificateVerification() != CertificateVerification.NONE) {
			return;
		}
		for (SSLHostConfigCertificate certificate : sslHostConfig.getCertificates()) {
			SSLContext context = certificate.getSslContext();
			if (context != null) {
				TicketSharing.share(context.getServerSessionContext(),
						"%s:%d %s".formatted(getAddress(), getPortWithOffset(), sslHostConfig.getHostName()));
			}
		}
	}

	private SharedListener open() throws IOException {
		String path = getUnixDomainSocketPath();
		if (path == null) {
			return SharedListener.open(getAddress(), getPortWithOffset(), getAcceptCount());
		}
		ListenOptions options = ListenOptions.DEFAULTS.withBacklog(getAcceptCount());
		String permissions = getUnixDomainSocketPathPermissions();
		return SharedListener.open(UnixDomainSocketAddress.of(path),
				(permissions != null) ? options.withPermissions(permissions) : options);
	}

	@Override
	public void startInternal() throws Exception {
		super.startInternal();
		SharedServer current = this.server;
		if (current != null) {
			SharedServers.add(current);
			current.listener().listening();
		}
	}

	@Override
	protected @Nullable NetworkChannel getServerSocket() {
		SharedServer current = this.server;
		return (current != null && current.listener().isOpen()) ? this.channel : null;
	}

	@Override
	protected @Nullable SocketChannel serverSocketAccept() throws Exception {
		SharedServer current = this.server;
		SocketChannel connection = (current != null) ? current.listener().accept() : null;
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

	/** What counts connections does so here too, and waits where there are too many. */
	private boolean enter(SocketChannel connection, Duration limit) throws IOException, InterruptedException {
		if (!isRunning()) {
			throw new IOException("the server does not run");
		}
		countUpOrAwaitConnection();
		if (!super.setSocketOptions(connection)) {
			closeSocket(connection);
			throw new IOException("the server has refused the connection");
		}
		return isSSLEnabled();
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
		SharedServer current = this.server;
		if (current != null && !this.pausedOnce) {
			this.pausedOnce = true;
			current.drain();
		}
		else {
			super.pause();
		}
	}

	@Override
	protected void unlockAccept() {
		doCloseServerSocket();
	}

	@Override
	protected void doCloseServerSocket() {
		SharedServer current = this.server;
		if (current != null) {
			SharedServers.remove(current);
			current.listener().close();
		}
	}

	@Override
	public int connections() {
		return getConnections().size();
	}

	@Nullable SharedServer server() {
		return this.server;
	}

	/** A thread has a request. */
	void threadTaken() {
		this.threads.incrementAndGet();
	}

	/**
	 * A thread has done with a request.
	 * @return how many such requests still count as {@link #occupied()}
	 */
	int threadGiven() {
		this.threads.decrementAndGet();
		// The pool counts the task until after it.
		return (getExecutor() instanceof ThreadPoolExecutor) ? 1 : 0;
	}

	@Override
	public int activeRequests() {
		return (getExecutor() instanceof ThreadPoolExecutor pool) ? pool.getActiveCount() : this.threads.get();
	}

	/** A thread that works on a connection has its lock until the response is written. */
	@Override
	public boolean isAnswering() {
		return activeRequests() > 0
				|| getConnections().stream().anyMatch((connection) -> connection.getLock().isLocked());
	}

	@Override
	public int occupied() {
		return (getExecutor() instanceof ThreadPoolExecutor pool) ? pool.getSubmittedCount() : this.threads.get();
	}

	@Override
	public int capacity() {
		Executor executor = getExecutor();
		if (executor instanceof ThreadPoolExecutor pool) {
			return pool.getMaximumPoolSize();
		}
		return (executor instanceof java.util.concurrent.ThreadPoolExecutor pool) ? pool.getMaximumPoolSize()
				: Integer.MAX_VALUE;
	}

}
