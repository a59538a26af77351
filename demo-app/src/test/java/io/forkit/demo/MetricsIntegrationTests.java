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
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the primary has the meters of all workers, also of those that have ended.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class MetricsIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(120);

	private static final String REQUESTS = "http.server.requests";

	private final int managementPort = Ports.free();

	private double last;

	@Test
	void nothingThatWasReportedIsLost() throws Exception {
		try (DemoProcess demo = start("100ms")) {
			int port = demo.port();
			ClusterReport cluster = demo.awaitCluster(this.managementPort, LIMIT, ClusterReport::allReady);
			send(port, 20);
			awaitCount(20);
			Meter requests = meter(REQUESTS);
			assertThat(requests.values("worker")).containsExactly("0", "1");
			assertThat(requests.value("TOTAL_TIME")).isPositive();
			double first = count(REQUESTS + "?tag=worker:0");
			assertThat(first + count(REQUESTS + "?tag=worker:1")).isEqualTo(20);
			assertThat(meter("jvm.memory.used").values("worker")).containsExactly("0", "1", "primary");
			assertThat(meter("forkit.cluster.workers").values("worker")).containsExactly("primary");
			assertThat(meter(REQUESTS + ".max").values("worker")).containsExactly("0", "1");

			long victim = cluster.workers().get(0).pid();
			Proc.signal("KILL", victim);
			demo.awaitCluster(this.managementPort, LIMIT, (now) -> {
				assertThat(count(REQUESTS)).isGreaterThanOrEqualTo(20);
				return now.allReady() && now.workers().stream().noneMatch((worker) -> worker.pid() == victim);
			});
			assertThat(count(REQUESTS + "?tag=worker:0")).isEqualTo(first);
			send(port, 10);
			awaitCount(30);

			reload();
			assertThat(count(REQUESTS)).isEqualTo(30);
			send(port, 10);
			awaitCount(40);
			awaitValues("jvm.memory.used", "0", "1", "primary");
		}
	}

	@Test
	void aWorkerThatLeavesTellsWhatItHasCountedBefore() throws Exception {
		try (DemoProcess demo = start("1h")) {
			int port = demo.port();
			demo.awaitCluster(this.managementPort, LIMIT, ClusterReport::allReady);
			awaitValues("jvm.memory.used", "0", "1", "primary");
			send(port, 20);
			reload();
			awaitCount(20);
		}
	}

	@Test
	void aStandbyGoesOnInItsSlot() throws Exception {
		try (DemoProcess demo = start("100ms", "--forkit.cluster.standby=1")) {
			int port = demo.port();
			ClusterReport cluster = demo.awaitCluster(this.managementPort, LIMIT, MetricsIntegrationTests::hasStandby);
			awaitValues("jvm.memory.used", "0", "1", "primary", "standby");
			send(port, 20);
			awaitCount(20);
			assertThat(meter(REQUESTS).values("worker")).containsExactly("0", "1");
			long victim = cluster.workers().stream().filter((worker) -> worker.slot() == 0).findFirst().get().pid();
			Proc.signal("KILL", victim);
			demo.awaitCluster(this.managementPort, LIMIT, (now) -> {
				count(REQUESTS);
				return hasStandby(now) && now.workers().stream().noneMatch((worker) -> worker.pid() == victim);
			});
			send(port, 10);
			awaitCount(30);
			awaitValues("jvm.memory.used", "0", "1", "primary", "standby");
		}
	}

	private static boolean hasStandby(ClusterReport cluster) {
		return cluster.ready() == 2
				&& cluster.workers().stream().filter((worker) -> worker.state().equals("STANDBY")).count() == 1;
	}

	@Test
	void withoutAManagementPortEachWorkerShowsItsOwn() throws Exception {
		try (DemoProcess demo = DemoCommand.ofJar()
			.workers(2)
			.arguments("--forkit.cluster.metrics.interval=100ms",
					"--management.endpoints.web.exposure.include=cluster,metrics")
			.start()) {
			int port = demo.port();
			demo.awaitCluster(port, LIMIT, ClusterReport::allReady);
			Http.Response response = Http.get(port, "/actuator/metrics/jvm.memory.used");
			assertThat(response.as(Meter.class).values("worker")).isEmpty();
			assertThat(demo.lines()).noneMatch((line) -> line.contains(" WARN ") || line.contains(" ERROR "));
		}
	}

	@Test
	void whereItIsSwitchedOffThePrimaryHasItsOwnMetersOnly() throws Exception {
		try (DemoProcess demo = start("100ms", "--forkit.cluster.metrics.enabled=false")) {
			demo.port();
			demo.awaitCluster(this.managementPort, LIMIT, ClusterReport::allReady);
			assertThat(meter("jvm.memory.used").values("worker")).isEmpty();
			assertThat(demo.lines()).noneMatch((line) -> line.contains("knows no topic"));
		}
	}

	private DemoProcess start(String interval, String... arguments) {
		return DemoCommand.ofJar()
			.workers(2)
			.managementPort(this.managementPort)
			.arguments("--forkit.cluster.metrics.interval=" + interval, "--forkit.cluster.reload.settle-time=1s",
					"--management.endpoints.web.exposure.include=cluster,metrics")
			.arguments(arguments)
			.start();
	}

	private static void send(int port, int requests) throws IOException {
		for (int i = 0; i < requests; i++) {
			assertThat(Http.get(port, "/").status()).isEqualTo(200);
		}
	}

	/** Reload all workers, and look meanwhile. */
	private void reload() throws Exception {
		ClusterOperations operations = new ClusterOperations(this.managementPort, Duration.ofSeconds(30));
		CompletableFuture<String> result = new CompletableFuture<>();
		var thread = Executors.newSingleThreadExecutor();
		try {
			thread.execute(() -> {
				try {
					result.complete(operations.reload(LIMIT).result());
				}
				catch (IOException ex) {
					result.completeExceptionally(ex);
				}
			});
			Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(LIMIT).until(() -> {
				count(REQUESTS);
				return result.isDone();
			});
			assertThat(result.get()).isEqualTo("COMPLETED");
		}
		finally {
			thread.shutdownNow();
		}
	}

	private void awaitCount(int expected) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(50))
			.atMost(LIMIT)
			.untilAsserted(() -> assertThat(count(REQUESTS)).isEqualTo(expected));
	}

	private void awaitValues(String name, String... workers) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(50))
			.atMost(LIMIT)
			.untilAsserted(() -> assertThat(meter(name).values("worker")).containsExactly(workers));
	}

	/** Return the count of a meter, which must not fall if it is that of all workers. */
	private double count(String name) {
		double count = meter(name).value("COUNT");
		if (name.equals(REQUESTS)) {
			assertThat(count).isGreaterThanOrEqualTo(this.last);
			this.last = count;
		}
		return count;
	}

	private Meter meter(String name) {
		try {
			Http.Response response = Http.get(this.managementPort, "/actuator/metrics/" + name);
			if (response.status() == 404) {
				return new Meter(List.of(), List.of());
			}
			assertThat(response.status()).as(response.body()).isEqualTo(200);
			return response.as(Meter.class);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What {@code /actuator/metrics} answers.
	 *
	 * @param measurements what was measured
	 * @param availableTags the tags of the meters that were added up
	 */
	record Meter(List<Measurement> measurements, List<AvailableTag> availableTags) {

		double value(String statistic) {
			return this.measurements.stream()
				.filter((measurement) -> measurement.statistic().equals(statistic))
				.mapToDouble(Measurement::value)
				.sum();
		}

		Set<String> values(String tag) {
			Set<String> values = new TreeSet<>();
			this.availableTags.stream()
				.filter((available) -> available.tag().equals(tag))
				.forEach((available) -> values.addAll(available.values()));
			return values;
		}

	}

	/**
	 * One number of a meter.
	 *
	 * @param statistic what it is
	 * @param value the number
	 */
	record Measurement(String statistic, double value) {

	}

	/**
	 * A tag.
	 *
	 * @param tag its key
	 * @param values its values
	 */
	record AvailableTag(String tag, List<String> values) {

	}

}
