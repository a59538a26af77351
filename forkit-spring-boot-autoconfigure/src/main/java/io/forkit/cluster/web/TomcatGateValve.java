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

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Tells the gate of a connector when a thread of Tomcat has a request, and lets the
 * connections go that are to.
 */
final class TomcatGateValve extends ValveBase {

	private final TomcatHttp2Shedding http2 = new TomcatHttp2Shedding();

	TomcatGateValve() {
		super(true);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		SharedListenerNioEndpoint endpoint = (request.getConnector()
			.getProtocolHandler() instanceof SharedListenerHttp11NioProtocol protocol) ? protocol.endpoint() : null;
		SharedServer server = (endpoint != null) ? endpoint.server() : null;
		if (endpoint == null || server == null) {
			getNext().invoke(request, response);
			return;
		}
		endpoint.threadTaken();
		server.begun();
		try {
			if (request.getCoyoteRequest().protocol().equals("HTTP/2.0")) {
				invokeHttp2(endpoint, server, request, response);
			}
			else {
				if (server.isShedding()
						&& SharedServer.mayBeShed(request.getHeader("Upgrade"), request.getHeader("Accept"))
						&& server.shed()) {
					response.setHeader("Connection", "close");
				}
				getNext().invoke(request, response);
			}
		}
		finally {
			server.ended(endpoint.threadGiven());
		}
	}

	private void invokeHttp2(SharedListenerNioEndpoint endpoint, SharedServer server, Request request,
			Response response) throws IOException, ServletException {
		String connection = this.http2.begun(request);
		try {
			getNext().invoke(request, response);
		}
		finally {
			this.http2.ended(connection, endpoint, server, request, response);
		}
	}

}
