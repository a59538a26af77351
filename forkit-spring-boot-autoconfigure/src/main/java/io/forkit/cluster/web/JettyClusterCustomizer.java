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

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.cluster.gate.WorkerGates;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

import org.springframework.boot.jetty.JettyServerCustomizer;
import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Puts the connectors of Jetty on sockets that the workers share. Works on any
 * {@link ServerConnector}, with whatever protocols it has.
 *
 * @since 0.1.0
 */
public class JettyClusterCustomizer implements WebServerFactoryCustomizer<JettyWebServerFactory>, Ordered {

	@Override
	public void customize(JettyWebServerFactory factory) {
		factory.addServerCustomizers(new ConnectorCustomizer());
	}

	/** After all others: whoever adds a connector is to be seen. */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	private static final class ConnectorCustomizer implements JettyServerCustomizer {

		@Override
		public void customize(Server server) {
			Map<Connector, JettySharing> shared = new IdentityHashMap<>();
			Map<Executor, AtomicInteger> threads = new IdentityHashMap<>();
			for (Connector connector : server.getConnectors()) {
				shared.put(connector, JettySharing.share(checked(connector),
						threads.computeIfAbsent(connector.getExecutor(), (executor) -> new AtomicInteger())));
			}
			if (WorkerGates.isInstalled()) {
				server.setHandler(new JettyGateHandler(server.getHandler(), shared));
			}
		}

		private static ServerConnector checked(Connector connector) {
			if (!(connector instanceof ServerConnector serverConnector)) {
				throw new SharedServerException(
						"The connector %s of Jetty cannot be shared by workers".formatted(describe(connector)),
						"Remove it, use a ServerConnector instead, or set 'forkit.cluster.workers' to 0.");
			}
			if (serverConnector.getAcceptors() == 0) {
				throw new SharedServerException(
						"'server.jetty.threads.acceptors' is 0, but workers take turns by waiting in accept, "
								+ "which needs a thread",
						"Set it to 1 or remove it, or set 'forkit.cluster.workers' to 0.");
			}
			if (serverConnector.isInheritChannel()) {
				throw new SharedServerException(
						"'inheritChannel' of the connector %s is true, but workers get the channel from the primary"
							.formatted(describe(connector)),
						"Remove that setting, or set 'forkit.cluster.workers' to 0.");
			}
			return serverConnector;
		}

		private static String describe(Connector connector) {
			return "%s %s".formatted(connector.getClass().getSimpleName(), connector.getProtocols());
		}

	}

}
