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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.PortInUseException;

/**
 * Puts one connector of Jetty on a shared socket, each time it starts.
 */
final class JettySharing implements LifeCycle.Listener, ServerLoad {

	private static final int DEFAULT_BACKLOG = 50;

	private final ServerConnector connector;

	private final JettyRequests requests = new JettyRequests();

	// Of all connectors whose requests the same threads process.
	private final AtomicInteger threads;

	private volatile @Nullable SharedServer server;

	private JettySharing(ServerConnector connector, AtomicInteger threads) {
		this.connector = connector;
		this.threads = threads;
	}

	/**
	 * Put a connector on a shared socket.
	 * @param connector the connector
	 * @param threads counts the threads that have a request, for all connectors of the
	 * same executor
	 * @return how busy it is
	 */
	static JettySharing share(ServerConnector connector, AtomicInteger threads) {
		JettySharing sharing = new JettySharing(connector, threads);
		connector.getConnectionFactories()
			.stream()
			.filter(HttpConfiguration.ConnectionFactory.class::isInstance)
			.map((factory) -> ((HttpConfiguration.ConnectionFactory) factory).getHttpConfiguration())
			.distinct()
			.forEach((configuration) -> configuration.addCustomizer(sharing.requests));
		connector.addEventListener(sharing);
		return sharing;
	}

	@Nullable SharedServer server() {
		return this.server;
	}

	/** A thread has a request. */
	void threadTaken() {
		this.threads.incrementAndGet();
	}

	/** A thread has done with a request. */
	void threadGiven() {
		this.threads.decrementAndGet();
	}

	@Override
	public void lifeCycleStarting(LifeCycle event) {
		this.requests.begin();
		try {
			String host = this.connector.getHost();
			int backlog = (this.connector.getAcceptQueueSize() > 0) ? this.connector.getAcceptQueueSize()
					: DEFAULT_BACKLOG;
			SharedListener listener = SharedListener.open((host != null) ? InetAddress.getByName(host) : null,
					Math.max(0, this.connector.getPort()), backlog);
			this.server = new SharedServer(listener, this, this.requests::drain, this::enter);
			this.connector.open(new SharedServerSocketChannel(listener));
		}
		catch (IOException ex) {
			PortInUseException.throwIfPortBindingException(ex, this.connector::getPort);
			throw new UncheckedIOException(ex);
		}
	}

	private boolean enter(SocketChannel connection, Duration limit) throws IOException {
		if (!this.connector.isRunning()) {
			throw new IOException("the server does not run");
		}
		connection.configureBlocking(false);
		this.connector.getSelectorManager().accept(connection);
		return this.connector.getDefaultConnectionFactory() instanceof SslConnectionFactory;
	}

	@Override
	public void lifeCycleStarted(LifeCycle event) {
		SharedServer current = this.server;
		if (current != null) {
			SharedServers.add(current);
			current.listener().listening();
		}
		SslConnectionFactory tls = this.connector.getConnectionFactory(SslConnectionFactory.class);
		if (tls != null) {
			share(tls.getSslContextFactory());
		}
	}

	private void share(SslContextFactory.Server tls) {
		if (!tls.getNeedClientAuth() && !tls.getWantClientAuth()) {
			TicketSharing.share(tls.getSslContext().getServerSessionContext(),
					"%s:%d".formatted(this.connector.getHost(), this.connector.getPort()));
		}
	}

	@Override
	public void lifeCycleStopping(LifeCycle event) {
		SharedServer current = this.server;
		if (current != null) {
			SharedServers.remove(current);
			current.listener().close();
		}
	}

	@Override
	public int connections() {
		return this.connector.getConnectedEndPoints().size();
	}

	@Override
	public int activeRequests() {
		return this.requests.active();
	}

	@Override
	public int occupied() {
		int waiting = (this.connector.getExecutor() instanceof QueuedThreadPool pool) ? pool.getQueueSize() : 0;
		return this.threads.get() + waiting;
	}

	@Override
	public Object pool() {
		return this.threads;
	}

	@Override
	public int capacity() {
		if (this.connector.getExecutor() instanceof QueuedThreadPool pool) {
			// Without those that accept and select.
			return Math.max(1, pool.getMaxAvailableThreads());
		}
		return (this.connector.getExecutor() instanceof ThreadPool.SizedThreadPool pool) ? pool.getMaxThreads()
				: Integer.MAX_VALUE;
	}

}
