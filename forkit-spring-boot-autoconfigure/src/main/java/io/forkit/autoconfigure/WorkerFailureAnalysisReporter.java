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

import io.forkit.cluster.restart.StartFailure;
import io.forkit.cluster.worker.ClusterWorker;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/**
 * Tells the primary what Boot says at the end of the log of a worker that cannot be
 * started: which property, which value, where it comes from, and what to do.
 */
class WorkerFailureAnalysisReporter implements FailureAnalysisReporter {

	@Override
	public void report(FailureAnalysis analysis) {
		ClusterWorker worker = ClusterWorker.current();
		if (worker != null) {
			Throwable cause = analysis.getCause();
			StartFailure failure = (cause != null) ? StartFailure.of(cause)
					: new StartFailure(analysis.getClass().getName(), analysis.getDescription());
			worker.startFailed(failure.analyzed(analysis.getDescription(), analysis.getAction()));
		}
	}

}
