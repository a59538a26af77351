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
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The servers of this worker that accept on shared sockets. There is one set of them in a
 * JVM, as there is one worker.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class SharedServers {

	private static final List<SharedServer> servers = new CopyOnWriteArrayList<>();

	// Those that accept no more, and may still answer.
	private static final List<SharedServer> leaving = new CopyOnWriteArrayList<>();

	private SharedServers() {
	}

	static void add(SharedServer server) {
		servers.add(server);
	}

	static void remove(SharedServer server) {
		servers.remove(server);
		server.retireGate();
	}

	/**
	 * Return those that have been started and not stopped.
	 * @return the servers
	 */
	public static List<SharedServer> all() {
		return List.copyOf(servers);
	}

	static void drain() {
		List<SharedServer> stopped = servers.stream().filter(SharedServer::stopAccepting).toList();
		leaving.addAll(stopped);
		stopped.forEach(SharedServer::awaitRequests);
	}

	static void awaitResponses() {
		leaving.forEach(SharedServer::awaitResponses);
		leaving.clear();
	}

}
