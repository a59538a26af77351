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

package io.forkit.servers;

import org.apache.catalina.connector.Connector;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Adds a connector to Tomcat.
 */
public class AdditionalTomcatConnector {

	@Bean
	WebServerFactoryCustomizer<TomcatWebServerFactory> additionalConnector(@Value("${additional.port}") int port,
			@Value("${additional.protocol:" + TomcatWebServerFactory.DEFAULT_PROTOCOL + "}") String protocol) {
		return (factory) -> {
			Connector connector = new Connector(protocol);
			connector.setPort(port);
			connector.setProperty("server", "additional");
			factory.addAdditionalConnectors(connector);
		};
	}

}
