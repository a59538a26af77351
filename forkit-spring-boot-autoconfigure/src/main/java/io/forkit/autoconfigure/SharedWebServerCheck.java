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

package io.forkit.autoconfigure;

import java.util.Set;

import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Refuses a web server in a worker that forkit cannot put on a shared socket: each worker
 * would open the port itself, and only the first one could.
 */
class SharedWebServerCheck implements WebServerFactoryCustomizer<WebServerFactory>, EnvironmentAware {

	private static final Set<String> FACTORIES = Set.of("org.springframework.boot.tomcat.TomcatWebServerFactory",
			"org.springframework.boot.jetty.JettyWebServerFactory",
			"org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory");

	private String workers = "";

	@Override
	public void setEnvironment(Environment environment) {
		this.workers = environment.getProperty(ClusterSettingsReader.WORKERS, "");
	}

	@Override
	public void customize(WebServerFactory factory) {
		for (Class<?> type = factory.getClass(); type != null; type = type.getSuperclass()) {
			if (FACTORIES.contains(type.getName())) {
				return;
			}
		}
		throw new InvalidForkitPropertyException(ClusterSettingsReader.WORKERS, this.workers,
				"the web server of the application, made by %s, cannot be shared by workers"
					.formatted(ClassUtils.getShortName(factory.getClass())),
				"Use Tomcat, Jetty or Reactor Netty, or set the property to 0.");
	}

}
