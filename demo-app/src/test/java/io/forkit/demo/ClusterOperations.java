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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Operates a cluster by actuator.
 */
public final class ClusterOperations {

	private final int managementPort;

	private final Duration answerLimit;

	/**
	 * Create the operations of a cluster.
	 * @param managementPort where the primary listens to them
	 * @param answerLimit how long its answer may take, besides what it is to wait
	 */
	public ClusterOperations(int managementPort, Duration answerLimit) {
		this.managementPort = managementPort;
		this.answerLimit = answerLimit;
	}

	/**
	 * Reload the cluster, and wait.
	 * @param wait how long to wait for the outcome
	 * @return the outcome
	 * @throws IOException if there is no answer
	 */
	public Report reload(Duration wait) throws IOException {
		return post("{\"operation\":\"reload\",\"wait\":\"%s\"}".formatted(wait), wait);
	}

	/**
	 * Change the number of workers, and wait.
	 * @param workers how many there should be
	 * @param wait how long to wait for the outcome
	 * @return the outcome
	 * @throws IOException if there is no answer
	 */
	public Report scale(int workers, Duration wait) throws IOException {
		return post("{\"operation\":\"scale\",\"workers\":%d,\"wait\":\"%s\"}".formatted(workers, wait), wait);
	}

	/**
	 * Fill the slots that get no worker any more.
	 * @return which
	 * @throws IOException if there is no answer
	 */
	public Report revive() throws IOException {
		return post("{\"operation\":\"revive\"}", Duration.ZERO);
	}

	private Report post(String body, Duration wait) throws IOException {
		try (Http http = Http.connect(this.managementPort, wait.plus(this.answerLimit))) {
			http.send("POST", "/actuator/cluster", "application/json", body.getBytes(StandardCharsets.UTF_8));
			Http.Response response = http.receive();
			if (response.status() != 200 && response.status() != 202 && response.status() != 409) {
				throw new IOException("status " + response.status() + ": " + response.body());
			}
			return response.as(Report.class);
		}
	}

	/**
	 * What came of it.
	 *
	 * @param operation what was asked for
	 * @param running whether it goes on
	 * @param reload the outcome of a reload
	 * @param scale the outcome of a change of the number of workers
	 * @param revived the slots that were filled
	 */
	public record Report(String operation, boolean running, @Nullable Outcome reload, @Nullable Outcome scale,
			@Nullable List<Integer> revived) {

		/** Return the result in a word, and why it was not completed. */
		public String result() {
			Outcome outcome = (this.reload != null) ? this.reload : this.scale;
			if (outcome == null) {
				return "RUNNING";
			}
			return (outcome.reason() != null) ? outcome.result() + ": " + outcome.reason() : outcome.result();
		}

	}

	/**
	 * An outcome.
	 *
	 * @param result in a word
	 * @param reason why it was not completed
	 */
	public record Outcome(String result, @Nullable String reason) {

	}

}
