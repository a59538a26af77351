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

import java.io.IOException;

import io.forkit.cluster.worker.ClusterEndingException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterEndingExceptionReporter}.
 */
class ClusterEndingExceptionReporterTests {

	private final ClusterEndingExceptionReporter reporter = new ClusterEndingExceptionReporter();

	@Test
	void theEndOfTheClusterNeedsNoReportOfItsOwn() {
		assertThat(this.reporter.reportException(
				new IllegalStateException(new RuntimeException(new ClusterEndingException("The cluster is ending")))))
			.isTrue();
	}

	@Test
	void everyOtherFailureIsLeftToTheOthers() {
		assertThat(this.reporter.reportException(new IllegalStateException(new IOException("broken")))).isFalse();
	}

}
