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

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.cluster.gate.WorkerGates;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerState;

/**
 * Counts the requests that Reactor Netty is processing, and keeps no connection of HTTP/1
 * for a next one once this worker drains.
 */
final class NettyRequests implements ConnectionObserver, NettyLoad {

	private final AtomicInteger connections = new AtomicInteger();

	private final AtomicInteger active = new AtomicInteger();

	// Those that may have no end, such as of WebSocket.
	private final AtomicInteger endless = new AtomicInteger();

	private volatile boolean draining;

	private volatile @Nullable NettyGate gate;

	@Override
	public void onStateChange(Connection connection, State state) {
		if (state != HttpServerState.REQUEST_RECEIVED) {
			return;
		}
		int now = this.active.incrementAndGet();
		boolean mayEnd = !(connection instanceof HttpServerRequest request) || SharedServer
			.mayBeShed(request.requestHeaders().get("Upgrade"), request.requestHeaders().get("Accept"));
		if (!mayEnd) {
			this.endless.incrementAndGet();
		}
		connection.onTerminate().subscribe(null, (ex) -> ended(mayEnd), () -> ended(mayEnd));
		if (this.draining && connection instanceof HttpServerResponse response) {
			response.keepAlive(false);
		}
		NettyGate current = this.gate;
		if (current != null) {
			current.begun(connection, now, mayEnd);
		}
	}

	private void ended(boolean mayEnd) {
		this.active.decrementAndGet();
		if (!mayEnd) {
			this.endless.decrementAndGet();
		}
		NettyGate current = this.gate;
		if (current != null) {
			current.ended();
		}
	}

	@Override
	public void bound(SharedServer server, List<EventLoop> loops) {
		// The application may have been stopped and started again.
		this.draining = false;
		if (WorkerGates.isInstalled()) {
			this.gate = new NettyGate(server, loops);
		}
	}

	@Override
	public void unbound() {
		NettyGate current = this.gate;
		if (current != null) {
			current.close();
		}
	}

	@Override
	public void opened() {
		this.connections.incrementAndGet();
	}

	@Override
	public void closed() {
		this.connections.decrementAndGet();
	}

	@Override
	public void drain() {
		this.draining = true;
	}

	@Override
	public int connections() {
		return this.connections.get();
	}

	@Override
	public int activeRequests() {
		return this.active.get();
	}

	@Override
	public int occupied() {
		return Math.max(0, this.active.get() - this.endless.get());
	}

	@Override
	public int capacity() {
		return Integer.MAX_VALUE;
	}

}
