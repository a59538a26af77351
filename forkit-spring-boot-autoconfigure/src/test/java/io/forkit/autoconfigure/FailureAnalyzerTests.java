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

import java.util.List;

import io.forkit.cluster.ClusterStartException;
import io.forkit.cluster.web.SharedServerException;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the failure analyzers.
 */
class FailureAnalyzerTests {

	@Test
	void anInvalidPropertyIsReportedWithItsValueAndWhatToDo() {
		FailureAnalysis analysis = analyze(new InvalidForkitPropertyException("forkit.cluster.workers", "lots",
				"it is neither a number nor 'auto'", "Set it to a number."));
		assertThat(analysis.getDescription()).isEqualTo(
				"The property 'forkit.cluster.workers' has the value 'lots', but it is neither a number nor 'auto'.");
		assertThat(analysis.getAction()).isEqualTo("Set it to a number.");
	}

	@Test
	void aClusterThatCouldNotBeStartedIsReportedWithTheReason() {
		FailureAnalysis analysis = analyze(new ClusterStartException("Worker 1 ended with exit code 1."));
		assertThat(analysis.getDescription())
			.isEqualTo("The cluster could not be started. Worker 1 ended with exit code 1.");
		assertThat(analysis.getAction()).contains("'forkit.cluster.workers' to 0");
	}

	@Test
	void aServerThatCannotBeSharedIsReportedWithWhatToDo() {
		FailureAnalysis analysis = analyze(new SharedServerException("'acceptors' is 0", "Set it to 1."));
		assertThat(analysis.getDescription()).isEqualTo("'acceptors' is 0.");
		assertThat(analysis.getAction()).isEqualTo("Set it to 1.");
	}

	/** As Boot does: with those that are registered, and a wrapped failure. */
	private static FailureAnalysis analyze(Exception failure) {
		List<FailureAnalysis> analyses = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, (type, name, ex) -> {
			})
			.stream()
			.filter((analyzer) -> analyzer.getClass().getName().startsWith("io.forkit."))
			.map((analyzer) -> analyzer.analyze(new IllegalStateException(failure)))
			.filter((analysis) -> analysis != null)
			.toList();
		assertThat(analyses).hasSize(1);
		return analyses.get(0);
	}

}
