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

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RoleProperties}.
 */
class RolePropertiesTests {

	private final MockEnvironment environment = new MockEnvironment();

	@ParameterizedTest
	@CsvSource({ "8081, , true", "8080, , false", "8080, 8080, false", "8080, 9090, true", "0, 0, true", "0, , true",
			"-1, , false", "'', , false", ", , false", ", 8081, false" })
	void theManagementPortIsOneOfItsOwnIfItDiffersFromTheServersPort(String management, String server,
			boolean expected) {
		if (management != null) {
			this.environment.setProperty("management.server.port", management);
		}
		if (server != null) {
			this.environment.setProperty("server.port", server);
		}
		assertThat(RoleProperties.hasManagementPort(this.environment)).isEqualTo(expected);
	}

	@Test
	void aPrimaryWithoutAManagementPortHasNoWebServer() {
		assertThat(RoleProperties.forPrimary(this.environment))
			.isEqualTo(Map.of("spring.main.web-application-type", "none", "spring.main.log-startup-info", false));
	}

	@Test
	void onlyTheManagementServerOfAPrimaryListens() {
		this.environment.setProperty("management.server.port", "9090");
		assertThat(RoleProperties.forPrimary(this.environment))
			.isEqualTo(Map.of("server.port", -1, "spring.main.log-startup-info", false));
	}

	@Test
	void aWorkerPrintsNoBannerAndChangesNothingElse() {
		this.environment.setProperty("server.port", "8080");
		assertThat(RoleProperties.forWorker(this.environment, 1)).isEqualTo(Map.of("spring.main.banner-mode", "off"));
	}

	@Test
	void aWorkerServesNoManagementPortOfItsOwn() {
		this.environment.setProperty("management.server.port", "9090");
		assertThat(RoleProperties.forWorker(this.environment, 1)).containsEntry("management.server.port", "-1");
	}

	@Test
	void filesOfAWorkerHaveItsSlotInTheirNames() {
		this.environment.withProperty("logging.file.name", "/var/log/app.log")
			.withProperty("logging.file.path", "/ignored")
			.withProperty("spring.pid.file", "app.pid");
		assertThat(RoleProperties.forWorker(this.environment, 1))
			.containsEntry("logging.file.name", "/var/log/app-worker-1.log")
			.containsEntry("spring.pid.file", "app-worker-1.pid");
	}

	@Test
	void theLogInADirectoryHasTheSlotInItsName() {
		this.environment.setProperty("logging.file.path", "/var/log");
		assertThat(RoleProperties.forWorker(this.environment, 1)).containsEntry("logging.file.name",
				"/var/log/spring-worker-1.log");
	}

}
