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

package io.forkit.cluster.operate;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.forkit.cluster.Cluster;
import io.forkit.cluster.ControlValues;
import io.forkit.cluster.QuestionTopic;
import org.jspecify.annotations.Nullable;

/**
 * The part of the primary that workers ask to do something to the cluster.
 *
 * @since 0.1.0
 */
public final class OperationsTopic extends QuestionTopic {

	static final String NAME = "operations";

	static final String RELOAD = "reload";

	static final String SCALE = "scale";

	static final String REVIVE = "revive";

	static final String OPERATIONS = "operations";

	private volatile @Nullable ClusterOperator operator;

	/**
	 * Set which cluster it is about.
	 * @param cluster the cluster
	 */
	public void about(Cluster cluster) {
		this.operator = ClusterOperator.of(cluster);
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	protected CompletableFuture<List<?>> answer(List<?> question) throws IOException {
		ClusterOperator cluster = this.operator;
		if (cluster == null) {
			throw new IllegalStateException("The cluster is not there yet");
		}
		ControlValues in = ControlValues.of(question);
		String what = in.text();
		return switch (what) {
			case RELOAD -> cluster.reload(Duration.ofMillis(in.whole()))
				.thenApply((outcome) -> outcome.<List<?>>map(OperationsFormat::write).orElse(List.of()));
			case SCALE -> cluster.scale(in.number(), Duration.ofMillis(in.whole()))
				.thenApply((outcome) -> outcome.<List<?>>map(OperationsFormat::write).orElse(List.of()));
			case REVIVE -> cluster.revive().thenApply((slots) -> slots);
			case OPERATIONS -> cluster.operations().thenApply(OperationsFormat::write);
			default -> throw new IllegalArgumentException("There is no operation '" + what + "'");
		};
	}

}
