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

import io.forkit.cluster.gate.WorkerGates;
import org.apache.catalina.connector.Connector;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Puts the connectors of Tomcat on sockets that the workers share.
 *
 * @since 0.1.0
 */
public class TomcatClusterCustomizer implements WebServerFactoryCustomizer<TomcatWebServerFactory>, Ordered {

	private static final String FIX = "Remove that, or set 'forkit.cluster.workers' to 0.";

	@Override
	public void customize(TomcatWebServerFactory factory) {
		if (!TomcatWebServerFactory.DEFAULT_PROTOCOL.equals(factory.getProtocol())) {
			throw new SharedServerException("A worker needs Tomcat's protocol '%s' but the application has set '%s'"
				.formatted(TomcatWebServerFactory.DEFAULT_PROTOCOL, factory.getProtocol()), FIX);
		}
		factory.setProtocol(SharedListenerHttp11NioProtocol.class.getName());
		factory.addConnectorCustomizers(TomcatClusterCustomizer::check);
		if (WorkerGates.isInstalled()) {
			factory.addEngineValves(new TomcatGateValve());
		}
		List<Connector> additional = List.copyOf(factory.getAdditionalConnectors());
		additional.forEach(TomcatClusterCustomizer::check);
		factory.setAdditionalConnectors(additional.stream().map(SharedTomcatConnector::of).toList());
	}

	private static void check(Connector connector) {
		// The primary makes the socket, and no directory for it.
		refuse(connector, "unixDomainSocketParentPermissions",
				connector.getProperty("unixDomainSocketParentPermissions"));
		refuse(connector, "unixDomainSocketParentOwner", connector.getProperty("unixDomainSocketParentOwner"));
		Object inherited = connector.getProperty("useInheritedChannel");
		refuse(connector, "useInheritedChannel", Boolean.TRUE.equals(inherited) ? inherited : null);
	}

	private static void refuse(Connector connector, String property, @Nullable Object value) {
		if (value != null) {
			throw new SharedServerException(
					"'%s' of the Tomcat connector for port %d is '%s', which workers cannot share".formatted(property,
							connector.getPort(), value),
					FIX);
		}
	}

	/** After all others: whoever sets another protocol is to be seen. */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
