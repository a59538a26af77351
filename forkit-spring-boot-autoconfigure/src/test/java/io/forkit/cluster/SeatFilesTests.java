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

package io.forkit.cluster;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SeatFiles}.
 */
class SeatFilesTests {

	@ParameterizedTest
	@CsvSource({ "app.log, app-worker-3.log", "app, app-worker-3", "/var/log/app.log, /var/log/app-worker-3.log",
			"/var/log.d/app, /var/log.d/app-worker-3", "logs/app.tar.gz, logs/app.tar-worker-3.gz",
			"/run/.hidden, /run/.hidden-worker-3", ".hidden.pid, .hidden-worker-3.pid", "app., app-worker-3.",
			"../a b.log, ../a b-worker-3.log" })
	void theSlotGoesBeforeTheExtension(String name, String expected) {
		assertThat(SeatFiles.name(name, 3)).isEqualTo(expected);
	}

}
