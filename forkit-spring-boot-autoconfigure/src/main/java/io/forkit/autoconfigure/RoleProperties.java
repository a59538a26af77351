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

import java.util.LinkedHashMap;
import java.util.Map;

import io.forkit.cluster.SlotFiles;
import io.forkit.cluster.WorkerIdentity;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.StringUtils;

/**
 * The properties that a role overrides, whatever the user has set.
 */
final class RoleProperties {

	private static final String MANAGEMENT_PORT = "management.server.port";

	private RoleProperties() {
	}

	/**
	 * Return whether actuator has a port of its own, which the primary then serves.
	 * @param environment the environment as the user has set it
	 * @return whether it has
	 */
	static boolean hasManagementPort(ConfigurableEnvironment environment) {
		String port = environment.getProperty(MANAGEMENT_PORT);
		return StringUtils.hasText(port) && !port.startsWith("-")
				&& (port.equals("0") || !port.equals(environment.getProperty("server.port", "8080")));
	}

	static Map<String, Object> forPrimary(ConfigurableEnvironment environment) {
		Map<String, Object> properties = new LinkedHashMap<>();
		// It would say that the application has started, which is up to the workers.
		properties.put("spring.main.log-startup-info", false);
		if (!hasManagementPort(environment)) {
			properties.put("spring.main.web-application-type", "none");
			return properties;
		}
		// The server of the primary is the management server.
		properties.put("server.port", environment.getRequiredProperty(MANAGEMENT_PORT));
		properties.put(MANAGEMENT_PORT, "");
		properties.put("server.address", environment.getProperty("management.server.address", ""));
		String basePath = environment.getProperty("management.server.base-path", "");
		properties.put("server.servlet.context-path", basePath);
		properties.put("spring.webflux.base-path", basePath);
		properties.put("spring.mvc.servlet.path", "/");
		Map<String, Object> ssl = Binder.get(environment)
			.bind("management.server.ssl", Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of());
		properties.put("server.ssl.enabled", !ssl.isEmpty());
		ssl.forEach((name, value) -> properties.put("server.ssl." + name, value));
		return properties;
	}

	static Map<String, Object> forWorker(ConfigurableEnvironment environment, int slot) {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("spring.main.banner-mode", "off");
		if (System.getenv(WorkerIdentity.TERMINAL_VARIABLE) != null
				&& !environment.containsProperty("spring.output.ansi.enabled")) {
			properties.put("spring.output.ansi.enabled", "always");
		}
		if (hasManagementPort(environment)) {
			properties.put(MANAGEMENT_PORT, "-1");
		}
		String logFile = environment.getProperty("logging.file.name");
		String logPath = environment.getProperty("logging.file.path");
		if (StringUtils.hasText(logFile)) {
			properties.put("logging.file.name", SlotFiles.name(logFile, slot));
		}
		else if (StringUtils.hasText(logPath)) {
			properties.put("logging.file.name", SlotFiles.name(logPath + "/spring.log", slot));
		}
		String pidFile = environment.getProperty("spring.pid.file");
		if (StringUtils.hasText(pidFile)) {
			properties.put("spring.pid.file", SlotFiles.name(pidFile, slot));
		}
		return properties;
	}

}
