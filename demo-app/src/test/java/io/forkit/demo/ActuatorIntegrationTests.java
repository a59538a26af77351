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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the cluster tells about itself, whoever is asked.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class ActuatorIntegrationTests {

	private static final Duration READY_LIMIT = Duration.ofSeconds(60);

	@Test
	void everyWorkerTellsTheSame() throws IOException {
		try (DemoProcess demo = DemoCommand.ofJar().workers(3).start()) {
			int port = demo.port();
			ClusterReport cluster = awaitAllReady(demo, port, 3);
			assertThat(cluster.state()).isEqualTo("RUNNING");
			assertThat(cluster.pid()).isEqualTo(demo.pid());
			assertThat(cluster.uptime()).isPositive();
			Set<Long> pids = new TreeSet<>();
			cluster.workers().forEach((worker) -> {
				pids.add(worker.pid());
				assertThat(worker.restarts()).isZero();
				assertThat(worker.lastExit()).isNull();
				assertThat(worker.uptime()).isPositive();
			});
			assertThat(cluster.workers()).extracting(ClusterReport.Worker::slot).containsExactly(0, 1, 2);
			assertThat(askedOnCluster(port, cluster)).isEqualTo(pids);
			assertThat(askedForHealth(port, cluster)).isEqualTo(pids);
		}
	}

	/**
	 * Wait until every worker has heard that all are ready: they answer in turns.
	 */
	private ClusterReport awaitAllReady(DemoProcess demo, int port, int workers) {
		ClusterReport cluster = demo.awaitCluster(port, READY_LIMIT, ClusterReport::allReady);
		for (int i = 1; i < workers; i++) {
			cluster = demo.awaitCluster(port, READY_LIMIT, ClusterReport::allReady);
		}
		return cluster;
	}

	private Set<Long> askedOnCluster(int port, ClusterReport expected) throws IOException {
		Set<Long> asked = new TreeSet<>();
		for (int i = 0; i < expected.size(); i++) {
			Http.Response response = Http.get(port, "/actuator/cluster");
			assertThat(identities(response.as(ClusterReport.class).workers()))
				.isEqualTo(identities(expected.workers()));
			asked.add(response.pid());
		}
		return asked;
	}

	private Set<Long> askedForHealth(int port, ClusterReport expected) throws IOException {
		Set<Long> asked = new TreeSet<>();
		for (int i = 0; i < expected.size(); i++) {
			Http.Response response = Http.get(port, "/actuator/health");
			assertThat(response.status()).as(response.body()).isEqualTo(200);
			Health health = response.as(Health.class);
			assertThat(health.status()).isEqualTo("UP");
			Component cluster = health.cluster();
			assertThat(cluster.status()).isEqualTo("UP");
			assertThat(cluster.details().state()).isEqualTo("RUNNING");
			assertThat(cluster.details().size()).isEqualTo(expected.size());
			assertThat(cluster.details().ready()).isEqualTo(expected.size());
			assertThat(identities(cluster.details().workers())).isEqualTo(identities(expected.workers()));
			asked.add(response.pid());
		}
		return asked;
	}

	private List<List<Object>> identities(List<ClusterReport.Worker> workers) {
		return workers.stream()
			.map((worker) -> List.<Object>of(worker.slot(), worker.id(), worker.pid(), worker.state(),
					worker.restarts()))
			.toList();
	}

	@Test
	void killedWorkerIsReplacedAndTold() throws IOException {
		try (DemoProcess demo = DemoCommand.ofJar().workers(2).start()) {
			int port = demo.port();
			ClusterReport before = demo.awaitCluster(port, READY_LIMIT, ClusterReport::allReady);
			ClusterReport.Worker victim = before.workers().get(1);
			Proc.signal("KILL", victim.pid());
			demo.awaitCluster(port, READY_LIMIT,
					(cluster) -> cluster.allReady() && cluster.workers().get(1).pid() != victim.pid());
			ClusterReport after = awaitAllReady(demo, port, 2);
			ClusterReport.Worker replacement = after.workers().get(1);
			assertThat(replacement.slot()).isEqualTo(victim.slot());
			assertThat(replacement.id()).isGreaterThan(2);
			assertThat(replacement.restarts()).isEqualTo(1);
			assertThat(replacement.lastExit()).contains("SIGKILL");
			assertThat(identities(after.workers()).get(0)).isEqualTo(identities(before.workers()).get(0));
			demo.awaitLine(Pattern.compile(Pattern
				.quote("Worker %d (slot 1, pid %d) ended: killed by SIGKILL".formatted(victim.id(), victim.pid()))),
					Duration.ofSeconds(1));
			Health health = Http.get(port, "/actuator/health").as(Health.class);
			assertThat(identities(health.cluster().details().workers())).isEqualTo(identities(after.workers()));
		}
	}

	@Test
	void primaryServesManagementPortAlsoWithoutAnyWorker() throws IOException {
		int managementPort = Ports.free();
		try (DemoProcess demo = DemoCommand.ofJar().workers(2).managementPort(managementPort).start()) {
			int port = demo.port();
			ClusterReport cluster = demo.awaitCluster(managementPort, READY_LIMIT, ClusterReport::allReady);
			assertThat(cluster.listeners()).anySatisfy((listener) -> assertThat(listener.port()).isEqualTo(port));
			assertThat(Http.get(port, "/actuator/cluster").status()).isEqualTo(404);
			assertThat(Http.get(port, "/actuator/health").status()).isEqualTo(404);
			assertThat(Http.get(managementPort, "/").status()).isEqualTo(404);
			cluster.workers().forEach((worker) -> Proc.signal("STOP", worker.pid()));
			cluster.workers().forEach((worker) -> Awaitility.await().until(() -> Proc.stopped(worker.pid())));
			assertThat(identities(askPrimary(managementPort).workers())).hasSize(2);
			cluster.workers().forEach((worker) -> Proc.signal("KILL", worker.pid()));
			demo.awaitCluster(managementPort, Duration.ofSeconds(10), (now) -> now.ready() == 0);
			assertThat(askPrimary(managementPort).pid()).isEqualTo(demo.pid());
			ClusterReport after = demo.awaitCluster(managementPort, READY_LIMIT, ClusterReport::allReady);
			assertThat(after.workers()).allSatisfy((worker) -> {
				assertThat(worker.restarts()).isEqualTo(1);
				assertThat(worker.lastExit()).contains("SIGKILL");
			});
		}
	}

	@Test
	void primaryCountsWhatItHandsOver() throws IOException {
		int managementPort = Ports.free();
		try (DemoProcess demo = DemoCommand.ofJar()
			.workers(2)
			.managementPort(managementPort)
			.arguments("--forkit.cluster.scheduling=round-robin",
					"--management.endpoints.web.exposure.include=cluster,metrics")
			.start()) {
			int port = demo.port();
			demo.awaitCluster(managementPort, READY_LIMIT, ClusterReport::allReady);
			double before = value(managementPort, "forkit.handovers.acknowledged");
			for (int i = 0; i < 10; i++) {
				assertThat(Http.get(port, "/").status()).isEqualTo(200);
			}
			assertThat(value(managementPort, "forkit.handovers.acknowledged")).isEqualTo(before + 10);
			assertThat(value(managementPort, "forkit.handovers.sent")).isEqualTo(before + 10);
			assertThat(value(managementPort, "forkit.handovers.returned")).isZero();
			assertThat(value(managementPort, "forkit.handovers.unacknowledged")).isZero();
			assertThat(value(managementPort, "forkit.handovers.waiting")).isZero();
		}
	}

	private double value(int managementPort, String meter) throws IOException {
		Http.Response response = Http.get(managementPort, "/actuator/metrics/" + meter);
		assertThat(response.status()).as(response.body()).isEqualTo(200);
		return response.as(Meter.class).measurements().get(0).value();
	}

	private ClusterReport askPrimary(int managementPort) throws IOException {
		try (Http http = Http.connect(managementPort, Duration.ofSeconds(5))) {
			Health health = http.get("/actuator/health").as(Health.class);
			assertThat(health.cluster().details().size()).isEqualTo(2);
		}
		try (Http http = Http.connect(managementPort, Duration.ofSeconds(5))) {
			return http.get("/actuator/cluster").as(ClusterReport.class);
		}
	}

	/**
	 * What {@code /actuator/metrics} answers.
	 *
	 * @param measurements what was measured
	 */
	record Meter(List<Measurement> measurements) {

	}

	/**
	 * One number of a meter.
	 *
	 * @param value the number
	 */
	record Measurement(double value) {

	}

	/**
	 * What {@code /actuator/health} answers.
	 *
	 * @param status the status of all
	 * @param components the components by name
	 */
	record Health(String status, Map<String, Map<String, Object>> components) {

		private static final JsonMapper json = JsonMapper.builder().build();

		Component cluster() {
			assertThat(this.components).containsKey("cluster");
			return json.convertValue(this.components.get("cluster"), Component.class);
		}

	}

	/**
	 * The health of the cluster.
	 *
	 * @param status its status
	 * @param details what it says
	 */
	record Component(String status, Details details) {

	}

	/**
	 * What the health of the cluster says.
	 *
	 * @param state the state of the cluster
	 * @param size the number of slots
	 * @param ready the number of workers that are ready
	 * @param workers the workers
	 */
	record Details(@Nullable String state, int size, int ready, List<ClusterReport.Worker> workers) {

	}

}
