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

import java.util.Map;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Tells the gate of a connector when a thread of Jetty has a request, and lets the
 * connections go that are to.
 */
final class JettyGateHandler extends Handler.Wrapper {

	private static final boolean HTTP_2 = ClassUtils.isPresent("org.eclipse.jetty.http2.HTTP2Connection",
			JettyGateHandler.class.getClassLoader());

	private final Map<Connector, JettySharing> connectors;

	JettyGateHandler(@Nullable Handler handler, Map<Connector, JettySharing> connectors) {
		super(handler);
		this.connectors = connectors;
	}

	@Override
	public boolean handle(Request request, Response response, Callback callback) throws Exception {
		JettySharing sharing = this.connectors.get(request.getConnectionMetaData().getConnector());
		SharedServer server = (sharing != null) ? sharing.server() : null;
		if (sharing == null || server == null) {
			return super.handle(request, response, callback);
		}
		sharing.threadTaken();
		server.begun();
		try {
			HttpFields headers = request.getHeaders();
			if (server.isShedding()
					&& SharedServer.mayBeShed(headers.get(HttpHeader.UPGRADE), headers.get(HttpHeader.ACCEPT))) {
				shed(server, request, response);
			}
			return super.handle(request, response, callback);
		}
		finally {
			sharing.threadGiven();
			server.ended(0);
		}
	}

	private static void shed(SharedServer server, Request request, Response response) {
		if (request.getConnectionMetaData().getHttpVersion().getVersion() < HttpVersion.HTTP_2.getVersion()) {
			if (server.shed()) {
				response.getHeaders().put(JettyRequests.CLOSE);
			}
		}
		else if (HTTP_2) {
			Connector connector = request.getConnectionMetaData().getConnector();
			Connection connection = request.getConnectionMetaData().getConnection();
			Request.addCompletionListener(request,
					(failure) -> connector.getExecutor().execute(() -> Http2.shed(server, connection)));
		}
	}

	/**
	 * Lets connections go, each at a moment without requests: there are clients to which
	 * GOAWAY is the end of all requests under way, though it is not. Apart, because the
	 * class may be missing.
	 */
	private static final class Http2 {

		static void shed(SharedServer server, Connection connection) {
			if (connection instanceof org.eclipse.jetty.http2.HTTP2Connection http2) {
				org.eclipse.jetty.http2.HTTP2Session session = http2.getSession();
				if (session.getStreams().isEmpty()
						&& session.getCloseState() == org.eclipse.jetty.http2.CloseState.NOT_CLOSED && server.shed()) {
					// Tells the client to send no more requests, and ends with the last
					// one.
					session.shutdown();
				}
			}
		}

	}

}
