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

package io.forkit.process.service;

import java.time.Duration;

import io.forkit.process.ProcessTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import org.springframework.mock.env.MockEnvironment;

/**
 * Base of tests that run programs through interfaces.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
abstract class AbstractCommandServiceTests {

	static ProcessTemplate processes;

	final MockEnvironment environment = new MockEnvironment();

	@BeforeAll
	static void openTemplate() {
		processes = ProcessTemplate.builder().killGrace(Duration.ofMillis(300)).build();
	}

	@AfterAll
	static void closeTemplate() {
		processes.close();
	}

	<S> S client(Class<S> serviceType) {
		return CommandServiceProxyFactory.builder(processes)
			.embeddedValueResolver(this.environment::resolveRequiredPlaceholders)
			.build()
			.createClient(serviceType);
	}

}
