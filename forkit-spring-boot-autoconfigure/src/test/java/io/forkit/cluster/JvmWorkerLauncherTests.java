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

import io.forkit.process.ProcessEnvironment;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JvmWorkerLauncher}.
 */
class JvmWorkerLauncherTests {

	@Test
	void workerOfForkedPrimaryIsNotForkedByItsParent() {
		ProcessEnvironment forked = ProcessEnvironment.empty()
			.with("NODE_CHANNEL_FD", "3")
			.with("NODE_CHANNEL_SERIALIZATION_MODE", "frames")
			.with("FORKIT_HANDLE_FD", "4")
			.with("FORKIT_WORKER_ERROR_FD", "6")
			.with("FORKIT_WORKER_CONFIGURATION", "/tmp/configuration")
			.with("FORKIT_CLUSTER_WORKERS", "2");
		ProcessEnvironment worker = JvmWorkerLauncher.withoutParent(forked);
		assertThat(worker.get("FORKIT_CLUSTER_WORKERS")).isEqualTo("2");
		assertThat(worker.toBytes()).hasSize(1);
	}

}
