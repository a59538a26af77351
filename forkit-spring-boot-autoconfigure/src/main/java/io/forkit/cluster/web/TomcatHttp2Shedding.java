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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

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
		if (last && server.isShedding() && !request.isAsync()) {
			UpgradeProcessorInternal upgraded = connection(endpoint, request);
			if (upgraded != null && server.shed()) {
				response.finishResponse();
				// Tells the client to send no more requests, and ends with the last one.
				upgraded.pause();
			}
		}
	}

	/** The request of a stream does not know its connection. */
	private static @Nullable UpgradeProcessorInternal connection(SharedListenerNioEndpoint endpoint, Request request) {
		int port = request.getRemotePort();
		String address = request.getPeerAddr();
		if (port <= 0 || address == null) {
			// A UNIX-domain socket: they all look the same.
			return null;
		}
		for (SocketWrapperBase<?> connection : endpoint.getConnections()) {
			if (connection.getRemotePort() == port && address.equals(connection.getRemoteAddr())) {
				return (connection.getCurrentProcessor() instanceof UpgradeProcessorInternal upgraded) ? upgraded
						: null;
			}
		}
		return null;
	}

}
