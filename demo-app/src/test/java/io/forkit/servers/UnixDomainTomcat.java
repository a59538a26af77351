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

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Lets Tomcat listen on a UNIX-domain socket.
 */
public class UnixDomainTomcat {

	@Bean
	WebServerFactoryCustomizer<TomcatWebServerFactory> unixDomainSocket(@Value("${unix-domain.path}") String path) {
		return (factory) -> factory.addConnectorCustomizers((connector) -> {
			connector.setProperty("unixDomainSocketPath", path);
			connector.setProperty("unixDomainSocketPathPermissions", "rwxrwx---");
		});
	}

}
