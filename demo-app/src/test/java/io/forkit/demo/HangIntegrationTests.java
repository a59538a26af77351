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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

import io.forkit.servers.HangController;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a worker that hangs is looked into and replaced, and that one which seems to
 * hang for another reason is not.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
@Tag("long")
class HangIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(90);

	private static final int THREADS = 4;

	private static final Pattern STOPPED = Pattern
		.compile("hangs: it gives no sign of life for \\d+ s: its process is stopped");

	@Test
	void aWorkerWhoseThreadsAllWaitForALockIsReplacedAndItsDumpNamesTheLock() throws Exception {
		int management = Ports.free();
		try (DemoProcess demo = command()
			.arguments("--server.tomcat.threads.max=" + THREADS, "--forkit.cluster.health.probe.path=/",
					"--forkit.cluster.health.probe.interval=500ms", "--forkit.cluster.health.probe.timeout=2s",
					"--forkit.cluster.health.probe.failures=2", "--forkit.cluster.stop-timeout=2s",
					"--forkit.cluster.kill-timeout=1s")
			.managementPort(management)
			.start()) {
			int port = demo.port();
			long hanging = worker(demo, management).pid();
			List<Http> connections = connectionsTo(hanging, port);
			for (Http connection : connections) {
				connection.ask("/hang/lock");
			}
			demo.awaitCluster(management, LIMIT,
					(cluster) -> cluster.workers()
						.stream()
						.anyMatch((worker) -> worker.pid() == hanging && worker.load() != null
								&& worker.load().gate().equals("SATURATED")));
			AtomicBoolean over = new AtomicBoolean();
			CompletableFuture<Long> others = CompletableFuture.supplyAsync(() -> askUntil(over, port));
			demo.awaitLine(Pattern.compile(
					"pid " + hanging + "\\) hangs: it does not answer requests: GET / was not answered within 2000 ms"),
					LIMIT);
			demo.awaitLine(Pattern.compile("The threads of Worker \\d+ \\(slot \\d, pid " + hanging), LIMIT);
			demo.awaitLine(Pattern.compile("- waiting for io.forkit.servers.HangController\\$TheLock@\\w+, which "),
					LIMIT);
			demo.awaitLine(Pattern.compile("pid " + hanging + "\\) is replaced, because it does not answer"), LIMIT);
			demo.awaitCluster(management, LIMIT, (cluster) -> cluster.allReady()
					&& cluster.workers().stream().noneMatch((worker) -> worker.pid() == hanging));
			over.set(true);
			assertThat(others.join()).isPositive();
			for (Http connection : connections) {
				connection.close();
			}
		}
	}

	@Test
	void aWorkerThatSomebodyHasStoppedIsReportedAndLeftAlone() throws IOException {
		int management = Ports.free();
		try (DemoProcess demo = command().arguments("--management.endpoints.web.exposure.include=cluster,metrics")
			.managementPort(management)
			.start()) {
			demo.awaitReady();
			long stopped = worker(demo, management).pid();
			Proc.signal("STOP", stopped);
			demo.awaitLine(STOPPED, LIMIT);
			ClusterReport.Health health = health(demo, management, stopped);
			assertThat(health.condition()).isEqualTo("STOPPED");
			assertThat(health.hung()).isTrue();
			assertThat(value(management, "forkit.workers.hung")).isOne();
			assertThat(value(management, "forkit.worker.silence?tag=slot:0")).as("in seconds")
				.isGreaterThanOrEqualTo(3);
			assertThat(value(management, "forkit.worker.gc.share?tag=slot:1")).isBetween(0.0, 1.0);
			Proc.signal("CONT", stopped);
			demo.awaitLine(Pattern.compile("pid " + stopped + "\\) is well again"), LIMIT);
			demo.awaitCluster(management, LIMIT,
					(cluster) -> cluster.allReady()
							&& cluster.workers().stream().anyMatch((worker) -> worker.pid() == stopped)
							&& cluster.workers().stream().allMatch((worker) -> worker.health() == null));
			assertThat(value(management, "forkit.workers.hung")).isZero();
			assertThat(demo.linesMatching(Pattern.compile("is killed"))).isEmpty();
		}
	}

	@Test
	void aWorkerThatSomebodyHasStoppedIsReplacedIfThatIsWanted() {
		int management = Ports.free();
		try (DemoProcess demo = command().arguments("--forkit.cluster.health.on-stopped=replace")
			.managementPort(management)
			.start()) {
			demo.awaitReady();
			long stopped = worker(demo, management).pid();
			Proc.signal("STOP", stopped);
			demo.awaitLine(Pattern.compile("pid " + stopped + "\\) is killed and replaced"), LIMIT);
			demo.awaitLine(Pattern.compile("pid " + stopped + "\\) ended \\(HANG\\): killed by SIGKILL"), LIMIT);
			demo.awaitLine(Pattern.compile("is STARTING \\(HANG\\)"), LIMIT);
			demo.awaitCluster(management, LIMIT, (cluster) -> cluster.allReady()
					&& cluster.workers().stream().noneMatch((worker) -> worker.pid() == stopped));
		}
	}

	@Test
	void aWorkerThatIsNotReadyInTimeIsReported() {
		int management = Ports.free();
		try (DemoProcess demo = command().arguments("--forkit.cluster.health.start-timeout=100ms")
			.managementPort(management)
			.start()) {
			demo.awaitLine(Pattern.compile("hangs: it is not ready after \\d+ s"), LIMIT);
			demo.awaitCluster(management, LIMIT, (cluster) -> cluster.allReady()
					&& cluster.workers().stream().allMatch((worker) -> worker.health() == null));
			assertThat(demo.linesMatching(Pattern.compile("is (killed and )?replaced"))).isEmpty();
		}
	}

	@Test
	void aWorkerThatIsNotReadyInTimeIsToldToEndIfThatIsWanted() {
		try (DemoProcess demo = command()
			.arguments("--forkit.cluster.health.start-timeout=100ms", "--forkit.cluster.health.on-slow-start=replace",
					"--forkit.cluster.health.thread-dump=false")
			.start()) {
			demo.awaitLine(Pattern.compile("is replaced, because it is not ready after \\d+ s"), LIMIT);
			demo.awaitLine(Pattern.compile("Worker 1 \\(slot 0, pid \\d+\\) ended \\(HANG\\)"), LIMIT);
			demo.awaitLine(Pattern.compile("\\(slot 0, pid \\d+\\) is STARTING \\(HANG\\)"), LIMIT);
		}
	}

	@Test
	void threadsThatWaitForEachOtherAreReported() throws IOException {
		int management = Ports.free();
		try (DemoProcess demo = command().arguments("--forkit.cluster.health.deadlock-interval=500ms")
			.managementPort(management)
			.start()) {
			Http.get(demo.port(), "/hang/deadlock");
			demo.awaitLine(Pattern.compile(
					"hangs: it has threads that wait for each other: .*\"deadlock-one\" waits for java.lang.Object@"),
					LIMIT);
			demo.awaitLine(Pattern.compile("^\"deadlock-two\" #\\d+ daemon BLOCKED"), LIMIT);
			assertThat(demo.cluster(management).workers())
				.anyMatch((worker) -> worker.health() != null && worker.health().condition().equals("DEADLOCKED"));
			assertThat(demo.linesMatching(Pattern.compile("is (killed and )?replaced"))).isEmpty();
		}
	}

	@Test
	void aWorkerThatOnlyCollectsGarbageIsKilledAfterAWhileOfItsOwn() throws IOException {
		int management = Ports.free();
		try (DemoProcess demo = command("60s")
			.arguments("--forkit.cluster.health.gc-timeout=6s", "--forkit.cluster.health.thread-dump-timeout=5s")
			.jvmArguments("-Xmx64m")
			.managementPort(management)
			.start(); Http request = Http.connect(demo.port(), LIMIT)) {
			// There may be no memory left for its answer.
			request.send("/hang/heap");
			demo.awaitLine(Pattern.compile("hangs: it has done nothing but collect garbage for \\d+ s"), LIMIT);
			demo.awaitLine(Pattern.compile("is to print its threads to the standard output"), LIMIT);
			demo.awaitLine(Pattern.compile("Full thread dump"), LIMIT);
			demo.awaitLine(Pattern.compile("is killed and replaced, because it has done nothing but collect garbage"),
					LIMIT);
			demo.awaitCluster(management, LIMIT, (cluster) -> cluster.allReady()
					&& cluster.workers().stream().anyMatch((worker) -> "killed by SIGKILL".equals(worker.lastExit())));
		}
	}

	/** Its heart beats no more, and its process runs. */
	@Test
	void aWorkerThatIsSilentAndNobodyHasStoppedIsKilledAndReplaced() throws IOException {
		int management = Ports.free();
		try (DemoProcess demo = command().arguments("--forkit.cluster.health.thread-dump-timeout=2s")
			// Only what is compiled so asks nobody whether it is to pause.
			.jvmArguments("-XX:TieredStopAtLevel=4", "-XX:-UseCountedLoopSafepoints", "-XX:LoopStripMiningIter=0")
			.managementPort(management)
			.start(); Http request = Http.connect(demo.port(), LIMIT)) {
			demo.awaitCluster(management, LIMIT, ClusterReport::allReady);
			request.send("/hang/safepoint");
			String pid = demo
				.awaitLine(
						Pattern.compile(
								"pid (\\d+)\\) hangs: it gives no sign of life for \\d+ s: its JVM does not answer"),
						LIMIT)
				.group(1);
			demo.awaitLine(
					Pattern.compile("pid " + pid + "\\) is killed and replaced, because it gives no sign of life"),
					LIMIT);
			demo.awaitLine(Pattern.compile("pid " + pid + "\\) ended \\(HANG\\): killed by SIGKILL"), LIMIT);
			demo.awaitCluster(management, LIMIT, (cluster) -> cluster.allReady()
					&& cluster.workers().stream().noneMatch((worker) -> worker.pid() == Long.parseLong(pid)));
			assertThat(Http.get(demo.port(), "/").status()).isEqualTo(200);
		}
	}

	@Test
	void nobodyIsToBlameForTheTimeInWhichThePrimaryWasStopped() {
		int management = Ports.free();
		try (DemoProcess demo = command().managementPort(management).start()) {
			demo.awaitReady();
			demo.signal("STOP");
			Awaitility.await().pollDelay(Duration.ofSeconds(6)).atMost(LIMIT).until(() -> true);
			demo.signal("CONT");
			// That shows that the watch goes on.
			long stopped = worker(demo, management).pid();
			Proc.signal("STOP", stopped);
			demo.awaitLine(STOPPED, LIMIT);
			assertThat(demo.linesMatching(Pattern.compile("hangs:"))).hasSize(1);
			assertThat(demo.linesMatching(Pattern.compile("is killed"))).isEmpty();
			Proc.signal("CONT", stopped);
		}
	}

	private static DemoCommand command() {
		return command("3s");
	}

	private static DemoCommand command(String timeout) {
		return EmbeddedServer.TOMCAT.command()
			.workers(2)
			.arguments("--spring.main.sources=" + HangController.class.getName(),
					"--forkit.cluster.health.heartbeat.interval=500ms",
					"--forkit.cluster.health.heartbeat.timeout=" + timeout,
					// As soon as the watch. The application makes no use of who leads.
					"--forkit.cluster.leader.unresponsive-timeout=1s");
	}

	private static ClusterReport.Worker worker(DemoProcess demo, int management) {
		return demo.awaitCluster(management, LIMIT, ClusterReport::allReady).workers().get(0);
	}

	private static ClusterReport.Health health(DemoProcess demo, int management, long pid) {
		return demo
			.awaitCluster(management, LIMIT,
					(cluster) -> cluster.workers()
						.stream()
						.anyMatch((worker) -> worker.pid() == pid && worker.health() != null && worker.health().hung()))
			.workers()
			.stream()
			.filter((worker) -> worker.pid() == pid)
			.map(ClusterReport.Worker::health)
			.findFirst()
			.orElseThrow();
	}

	private static double value(int management, String meter) throws IOException {
		Http.Response response = Http.get(management, "/actuator/metrics/" + meter);
		assertThat(response.status()).as(response.body()).isEqualTo(200);
		return response.as(Meter.class).measurements().get(0).value();
	}

	private static List<Http> connectionsTo(long pid, int port) throws IOException {
		List<Http> connections = new ArrayList<>();
		while (connections.size() < THREADS) {
			Http http = Http.connect(port, LIMIT);
			http.ask("/");
			if (http.receive().as(Answer.class).pid() == pid) {
				connections.add(http);
			}
			else {
				http.close();
			}
		}
		return connections;
	}

	/** Each connection is answered, by whoever has time. */
	private static long askUntil(AtomicBoolean over, int port) {
		long answers = 0;
		while (!over.get()) {
			try {
				assertThat(Http.get(port, "/").status()).isEqualTo(200);
				answers++;
			}
			catch (IOException ex) {
				throw new IllegalStateException("Request %d was not answered".formatted(answers + 1), ex);
			}
		}
		return answers;
	}

	private record Answer(long pid) {

	}

	private record Meter(List<Measurement> measurements) {

	}

	private record Measurement(double value) {

	}

}
