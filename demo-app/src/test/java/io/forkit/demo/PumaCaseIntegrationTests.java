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

package io.forkit.demo;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The acceptance case of Puma's own tests: ten clients post 16 KB each on connections of
 * their own while the workers are restarted over and over, and not one request is
 * dropped. At least 300 requests each, and 3000 with {@code forkit.test.full}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(1800)
@Tag("long")
class PumaCaseIntegrationTests {

	private static final int CLIENTS = 10;

	private static final int REQUESTS = Boolean.getBoolean("forkit.test.full") ? 3000 : 300;

	private static final int LEAST_RESTARTS = 2;

	private static final String BODY = "A".repeat(16_256);

	@ParameterizedTest
	@EnumSource(EmbeddedServer.class)
	void restartsDropNoRequest(EmbeddedServer server) {
		int managementPort = Ports.free();
		try (DemoProcess demo = server.command()
			.workers(2)
			.managementPort(managementPort)
			.arguments("--spring.main.sources=io.forkit.servers.DelayedHelloController")
			.start()) {
			ClosedLoop load = ClosedLoop.start(LoadPlan.post(demo.port(), CLIENTS, "/hello", BODY));
			int restarts = 0;
			try (load) {
				while (load.answered() < CLIENTS * REQUESTS || restarts < LEAST_RESTARTS) {
					Replacements.all(demo, managementPort);
					restarts++;
				}
			}
			System.out.println("Puma's case on " + server + " over " + restarts + " restarts: " + load);
			assertThat(load.failures()).isEmpty();
			assertThat(load.answered()).isEqualTo(load.sent()).isGreaterThanOrEqualTo(CLIENTS * REQUESTS);
		}
	}

}
