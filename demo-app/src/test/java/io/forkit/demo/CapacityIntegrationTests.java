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
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for workers that are recycled, and for a number of workers that follows the load.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(600)
@Tag("long")
class CapacityIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(120);

	private static final Pattern RECYCLED = Pattern
		.compile("Worker (\\d+) \\(slot \\d+, pid \\d+\\) is recycled: (.*)");

	private static final Pattern FUTILE = Pattern.compile("was of no use");

	private static final String EXPOSED = "--management.endpoints.web.exposure.include=health,info,cluster,capacity";

	@Test
	void recyclingUnderLoadLosesNothing() {
		int managementPort = Ports.free();
		try (DemoProcess demo = DemoCommand.ofJar()
			.workers(2)
			.managementPort(managementPort)
			.arguments("--forkit.cluster.recycle.requests=200", "--forkit.cluster.recycle.min-ready=2s",
					"--forkit.cluster.recycle.check-interval=250ms", "--logging.level.io.forkit.demo=warn")
			.start()) {
			int port = demo.port();
			LoadGenerator load = LoadGenerator.start(port, "/slow?millis=5", 4);
			try (load; KeepAliveClients keepAlive = new KeepAliveClients(port, 2, Duration.ofMillis(5))) {
				demo.awaitLines(RECYCLED, 4, LIMIT);
				load.awaitAnswers(100);
				assertThat(keepAlive.lost()).isZero();
			}
			assertThat(load.failures()).isEmpty();
			assertThat(demo.linesMatching(RECYCLED))
				.allSatisfy((line) -> assertThat(line.group(2)).contains("requests"));
			ClusterReport cluster = demo.awaitCluster(managementPort, LIMIT, ClusterReport::allReady);
			assertThat(cluster.workers()).allSatisfy((worker) -> assertThat(worker.restarts()).isZero());
		}
	}

	@ParameterizedTest
	@CsvSource({ "heap", "rss" })
	void limitOfMemoryThatIsChangedWhileItRunsAndTooLowMakesNoLoop(String limit) throws IOException {
		try (DemoProcess demo = DemoCommand.ofJar()
			.workers(1)
			.arguments(EXPOSED, "--forkit.cluster.recycle.min-ready=1s",
					"--forkit.cluster.recycle.check-interval=250ms")
			.start()) {
			int port = demo.port();
			long first = Http.get(port, "/").as(Answer.class).pid();
			assertThat(capacity(port, Map.of()).body()).contains("\"jitter\":\"10%\"").doesNotContain("1MB");
			Http.Response changed = capacity(port, Map.of(limit, "1MB"));
			assertThat(changed.status()).isEqualTo(200);
			demo.awaitLines(RECYCLED, 1, LIMIT);
			demo.awaitLines(FUTILE, 1, LIMIT);
			ClusterReport cluster = demo.awaitCluster(port, LIMIT, ClusterReport::allReady);
			assertThat(cluster.workers().get(0).pid()).isNotEqualTo(first);
			assertThat(capacity(port, Map.of()).body()).contains("\"counts\":{\"%s\":1}".formatted(limit));
			assertThat(demo.linesMatching(RECYCLED)).hasSize(1);
			assertThat(capacity(port, Map.of(limit, "none")).status()).isEqualTo(200);
		}
	}

	@Test
	void limitThatIsNoneIsRefused() throws IOException {
		int managementPort = Ports.free();
		try (DemoProcess demo = DemoCommand.ofJar()
			.workers(1)
			.managementPort(managementPort)
			.arguments(EXPOSED)
			.start()) {
			demo.awaitReady();
			assertThat(capacity(managementPort, Map.of("heap", "lots")).status()).isEqualTo(400);
			assertThat(capacity(managementPort, Map.of("requests", "100000")).body()).contains("\"requests\":100000");
		}
	}

	@Test
	void theNumberOfWorkersFollowsTheLoad() {
		int managementPort = Ports.free();
		try (DemoProcess demo = DemoCommand.ofJar()
			.workers(1)
			.managementPort(managementPort)
			.arguments("--server.tomcat.threads.max=2", "--forkit.cluster.autoscale.max=2",
					"--forkit.cluster.autoscale.interval=250ms", "--forkit.cluster.autoscale.smoothing=1s",
					"--forkit.cluster.autoscale.up-pause=1s", "--forkit.cluster.autoscale.down-after=3s",
					"--logging.level.io.forkit.demo=warn")
			.start()) {
			int port = demo.port();
			LoadGenerator load = LoadGenerator.start(port, "/slow?millis=200", 6);
			try (load) {
				demo.awaitCluster(managementPort, LIMIT, (cluster) -> cluster.size() == 2 && cluster.ready() == 2);
				load.awaitAnswers(20);
			}
			LoadGenerator little = LoadGenerator.start(port, "/", 1);
			try (little) {
				ClusterReport after = demo.awaitCluster(managementPort, LIMIT,
						(cluster) -> cluster.size() == 1 && cluster.workers().size() == 1);
				assertThat(after.workers().get(0).state()).isEqualTo("READY");
				little.awaitAnswers(20);
			}
			assertThat(load.failures()).isEmpty();
			assertThat(little.failures()).isEmpty();
		}
	}

	private static Http.Response capacity(int port, Map<String, String> changes) throws IOException {
		if (changes.isEmpty()) {
			return Http.get(port, "/actuator/capacity");
		}
		Map.Entry<String, String> change = changes.entrySet().iterator().next();
		try (Http http = Http.connect(port, Duration.ofSeconds(30))) {
			http.send("POST", "/actuator/capacity", "application/json",
					"{\"%s\": \"%s\"}".formatted(change.getKey(), change.getValue()).getBytes(StandardCharsets.UTF_8));
			return http.receive();
		}
	}

	record Answer(long pid) {

	}

}
