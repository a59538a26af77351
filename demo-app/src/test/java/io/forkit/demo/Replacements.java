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

import java.time.Duration;

/**
 * Replaces the workers of a demo one after the other by SIGTERM, as a worker that ends
 * itself is replaced.
 */
final class Replacements {

	private static final Duration LIMIT = Duration.ofSeconds(120);

	private Replacements() {
	}

	/**
	 * Replace each worker once.
	 * @param demo the demo
	 * @param managementPort where it tells of itself
	 */
	static void all(DemoProcess demo, int managementPort) {
		ClusterReport before = demo.awaitCluster(managementPort, LIMIT, ClusterReport::allReady);
		for (ClusterReport.Worker worker : before.workers()) {
			Proc.signal("TERM", worker.pid());
			demo.awaitCluster(managementPort, LIMIT, (cluster) -> cluster.allReady()
					&& cluster.workers().stream().noneMatch((other) -> other.pid() == worker.pid()));
		}
	}

}
