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

import io.forkit.cluster.SeatFiles;
import io.forkit.cluster.WorkerIdentity;

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
		// The application's own server does not listen here; Boot's management server
		// does, with
		// all of its properties.
		properties.put("server.port", -1);
		return properties;
	}

	static Map<String, Object> forWorker(ConfigurableEnvironment environment, int seat) {
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
			properties.put("logging.file.name", SeatFiles.name(logFile, seat));
		}
		else if (StringUtils.hasText(logPath)) {
			properties.put("logging.file.name", SeatFiles.name(logPath + "/spring.log", seat));
		}
		String pidFile = environment.getProperty("spring.pid.file");
		if (StringUtils.hasText(pidFile)) {
			properties.put("spring.pid.file", SeatFiles.name(pidFile, seat));
		}
		return properties;
	}

}
