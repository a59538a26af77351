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
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.coyote.http11.upgrade.UpgradeProcessorInternal;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Lets connections of HTTP/2 go, each at a moment without requests: there are clients to
 * which {@code GOAWAY} is the end of all requests under way, though it is not.
 */
final class TomcatHttp2Shedding {

	// By connection; none is 0.
	private final ConcurrentMap<String, Integer> requests = new ConcurrentHashMap<>();

	// By client, while connections are to be let go.
	private volatile @Nullable Connections connections;

	/**
	 * A request has begun.
	 * @param request the request
	 * @return the connection
	 */
	String begun(Request request) {
		String connection = request.getServletConnection().getConnectionId();
		this.requests.merge(connection, 1, Integer::sum);
		return connection;
	}

	/**
	 * A request has ended. If it was the only one of its connection, the connection may
	 * go.
	 * @param connection the connection
	 * @param endpoint the endpoint of the connection
	 * @param server the server
	 * @param request the request
	 * @param response the response
	 * @throws IOException if the client is gone
	 */
	void ended(String connection, SharedListenerNioEndpoint endpoint, SharedServer server, Request request,
			Response response) throws IOException {
		boolean last = this.requests.computeIfPresent(connection,
				(key, number) -> (number > 1) ? number - 1 : null) == null;
		if (!server.isShedding()) {
			this.connections = null;
		}
		else if (last && !request.isAsync()) {
			UpgradeProcessorInternal upgraded = connection(endpoint, request);
			if (upgraded != null && server.shed()) {
				response.finishResponse();
				// Tells the client to send no more requests, and ends with the last one.
				upgraded.pause();
			}
		}
	}

	/** The request of a stream does not know its connection. */
	private @Nullable UpgradeProcessorInternal connection(SharedListenerNioEndpoint endpoint, Request request) {
		int port = request.getRemotePort();
		String address = request.getPeerAddr();
		if (port <= 0 || address == null) {
			// A UNIX-domain socket: they all look the same.
			return null;
		}
		Connections current = this.connections;
		if (current == null || current.endpoint() != endpoint || current.isOld()) {
			current = Connections.of(endpoint);
			this.connections = current;
		}
		SocketWrapperBase<?> connection = current.byClient().get(new Client(address, port));
		return (connection != null && !connection.isClosed()
				&& connection.getCurrentProcessor() instanceof UpgradeProcessorInternal upgraded) ? upgraded : null;
	}

	private record Client(@Nullable String address, int port) {

	}

	/**
	 * The connections of an endpoint as they were a moment ago, so that not each of them
	 * is looked for among all. One that is newer is found the next time.
	 *
	 * @param endpoint the endpoint
	 * @param since when that was
	 * @param byClient the connections
	 */
	private record Connections(SharedListenerNioEndpoint endpoint, long since,
			Map<Client, SocketWrapperBase<?>> byClient) {

		private static final long OLD = TimeUnit.MILLISECONDS.toNanos(500);

		static Connections of(SharedListenerNioEndpoint endpoint) {
			long now = System.nanoTime();
			Map<Client, SocketWrapperBase<?>> byClient = new HashMap<>();
			for (SocketWrapperBase<?> connection : endpoint.getConnections()) {
				byClient.put(new Client(connection.getRemoteAddr(), connection.getRemotePort()), connection);
			}
			return new Connections(endpoint, now, byClient);
		}

		boolean isOld() {
			return System.nanoTime() - this.since > OLD;
		}

	}

}
