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

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the connections of a server whose protocol forkit does not know.
 */
final class NettyConnections implements NettyLoad {

	private final AtomicInteger connections = new AtomicInteger();

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
		// When a connection is done with, only the server knows.
	}

	@Override
	public int connections() {
		return this.connections.get();
	}

	@Override
	public boolean isHttp() {
		return false;
	}

	@Override
	public boolean canLetGo() {
		return false;
	}

	@Override
	public int activeRequests() {
		return 0;
	}

	@Override
	public int capacity() {
		return Integer.MAX_VALUE;
	}

}
