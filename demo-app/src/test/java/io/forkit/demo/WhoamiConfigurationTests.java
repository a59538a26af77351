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

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WhoamiConfiguration}. That of a worker is tested end to end.
 */
class WhoamiConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(WhoamiConfiguration.class);

	@Test
	void withoutClusterThereIsOnlyProcess() {
		this.runner.run((context) -> assertThat(context.getBean(Whoami.class))
			.extracting(Whoami::slot, Whoami::worker, Whoami::pid)
			.containsExactly(null, null, ProcessHandle.current().pid()));
	}

}
