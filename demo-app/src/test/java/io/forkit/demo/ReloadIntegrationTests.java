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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.forkit.demo.version.DiesSoon;
import io.forkit.demo.version.FailsTheSecondTime;
import io.forkit.demo.version.FailsToStart;
import io.forkit.demo.version.IsNeverReady;
import io.forkit.demo.version.SecondVersion;
import io.forkit.servers.VetoConfiguration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reloads of the demo, by versions that are better and worse.
 */
@Tag("long")
class ReloadIntegrationTests {

	private static final int WORKERS = 2;

	private static final int CLIENTS = 2;

	private static final Duration LIMIT = Duration.ofSeconds(120);

	private final int managementPort = Ports.free();

	@TempDir
	Path directory;

	@Test
	void reloadsUnderLoadLoseNothing() {
		try (DemoProcess demo = command().arguments("--forkit.cluster.reload.settle-time=1s").start()) {
			int port = demo.port();
			demo.awaitCluster(this.managementPort, LIMIT, ClusterReport::allReady);
			List<LoadGenerator.Failure> failures;
			long lost;
			try (LoadGenerator load = LoadGenerator.start(port, "/slow?millis=5", 4);
					KeepAliveClients clients = new KeepAliveClients(port, 4, Duration.ofMillis(5))) {
				load.awaitAnswers(50);
				for (int i = 0; i < 3; i++) {
					List<Long> before = pids(demo);
					Outcome outcome = reload(this.managementPort, 200);
					assertThat(outcome.result()).isEqualTo("COMPLETED");
					assertThat(pids(demo)).hasSize(WORKERS).doesNotContainAnyElementsOf(before);
					load.awaitAnswers(50);
				}
				lost = clients.lost();
				load.close();
				failures = load.failures();
			}
			assertThat(failures).isEmpty();
			assertThat(lost).isZero();
			assertThat(Proc.children(demo.pid())).noneMatch(Proc.Stat::zombie).hasSize(WORKERS);
			assertThat(copies(demo)).hasSize(1);
		}
	}

	@Test
	void anOverwrittenJarIsTakenByTheReloadAndNotBefore() {
		DemoVersions versions = new DemoVersions(this.directory);
		Path temporaryFiles;
		try (DemoProcess demo = command(versions).arguments("--forkit.cluster.reload.settle-time=1s").start()) {
			temporaryFiles = demo.temporaryFiles();
			int port = demo.port();
			demo.awaitCluster(this.managementPort, LIMIT, ClusterReport::allReady);
			try (LoadGenerator load = LoadGenerator.start(port, "/slow?millis=5", 2)) {
				versions.overwrite(SecondVersion.class);
				long victim = pids(demo).get(0);
				load.close();
				Proc.signal("KILL", victim);
				demo.awaitCluster(this.managementPort, LIMIT, (cluster) -> cluster.allReady()
						&& cluster.workers().stream().noneMatch((worker) -> worker.pid() == victim));
				assertThat(load.failures()).isEmpty();
			}
			assertThat(status(port, "/version")).isEqualTo(404);
			try (LoadGenerator load = LoadGenerator.start(port, "/slow?millis=5", 2)) {
				load.awaitAnswers(20);
				assertThat(reload(this.managementPort, 200).result()).isEqualTo("COMPLETED");
				load.awaitAnswers(20);
				load.close();
				assertThat(load.failures()).isEmpty();
			}
			assertThat(status(port, "/version")).isEqualTo(200);
			assertThat(copies(demo)).hasSize(1);
			Proc.signal("TERM", demo.pid());
			assertThat(demo.awaitExit(LIMIT)).isEqualTo(143);
			assertThat(demo.lines()).noneMatch((line) -> line.contains("NoClassDefFoundError")
					|| line.contains("ClassNotFoundException") || line.contains("ZipException"));
			assertThat(stageDirectories(temporaryFiles)).isEmpty();
		}
	}

	@Test
	void aVersionThatCannotBeStartedIsRolledBack() {
		Outcome outcome = rolledBack(FailsToStart.class, 0);
		assertThat(outcome.reason()).contains("ended with exit code 1 before it was ready");
	}

	@Test
	void aVersionThatIsNeverReadyIsRolledBack() {
		Outcome outcome = rolledBack(IsNeverReady.class, 0);
		assertThat(outcome.reason()).contains("was not ready within 20000 ms");
	}

	@Test
	void aVersionThatDiesSoonIsRolledBack() {
		// It serves, as it is ready: what it is serving when it dies goes with it.
		Outcome outcome = rolledBack(DiesSoon.class, CLIENTS);
		assertThat(outcome.reason()).containsPattern("ended with exit code 7 \\d+ ms after it was ready");
	}

	@Test
	void aVersionThatFailsInItsSecondWorkerIsRolledBackInAll() {
		DemoVersions versions = new DemoVersions(this.directory);
		try (DemoProcess demo = command(versions).arguments("--forkit.cluster.reload.settle-time=1s").start()) {
			int port = demo.port();
			demo.awaitCluster(this.managementPort, LIMIT, ClusterReport::allReady);
			List<Long> before = pids(demo);
			versions.overwrite(FailsTheSecondTime.class);
			Outcome outcome = rolledBackUnderLoad(port, (load, clients) -> {
				assertThat(load.failures()).isEmpty();
				assertThat(clients.lost()).isZero();
			});
			assertThat(outcome.reason()).contains("ended with exit code 1 before it was ready",
					"FileAlreadyExistsException");
			assertThat(outcome.slots()).extracting(SlotReload::step).containsExactly("REPLACE", "REPLACE", "ROLL_BACK");
			assertThat(outcome.slots()).extracting((slot) -> slot.failure() != null)
				.containsExactly(false, true, false);
			assertThat(demo.temporaryFiles().resolve(FailsTheSecondTime.FILE)).exists();
			List<ClusterReport.Worker> after = demo.awaitCluster(this.managementPort, LIMIT, ClusterReport::allReady)
				.workers();
			assertThat(after).hasSize(WORKERS).allSatisfy((worker) -> assertThat(worker.generation()).isOne());
			assertThat(after).filteredOn((worker) -> before.contains(worker.pid())).hasSize(WORKERS - 1);
			assertThat(copies(demo)).hasSize(1);
		}
	}

	@Test
	void whatIsInTheConfigurationFileNowIsTakenIfItIsAnyGoodAndNobodyForbidsIt() throws IOException {
		DemoVersions versions = new DemoVersions(this.directory).with(VetoConfiguration.class);
		Path configuration = this.directory.resolve("application.yml");
		Path veto = this.directory.resolve("veto");
		Files.writeString(configuration, "server.servlet.context-path: /first");
		try (DemoProcess demo = command(versions)
			// Where the configuration is looked for.
			.prefix("env", "--chdir=" + this.directory)
			.arguments("--forkit.cluster.reload.settle-time=0s",
					"--forkit.cluster.primary.sources=" + VetoConfiguration.class.getName(), "--veto.file=" + veto)
			.start()) {
			int port = demo.port();
			demo.awaitCluster(this.managementPort, LIMIT, ClusterReport::allReady);
			assertThat(status(port, "/first/")).isEqualTo(200);
			Files.writeString(configuration, "server.servlet.context-path: /second");
			assertThat(reload(this.managementPort, 200).result()).isEqualTo("COMPLETED");
			assertThat(status(port, "/second/")).isEqualTo(200);
			List<Long> second = pids(demo);

			Files.writeString(configuration, "server.tomcat.threads.max: plenty");
			Outcome broken = reload(this.managementPort, 409);
			assertThat(broken.result()).isEqualTo("ROLLED_BACK");
			assertThat(broken.reason()).contains("NumberFormatException", "plenty");
			assertThat(pids(demo)).isEqualTo(second);

			Files.createFile(veto);
			Outcome forbidden = reload(this.managementPort, 409);
			assertThat(forbidden.result()).isEqualTo("REFUSED");
			assertThat(forbidden.reason()).isEqualTo("Not at noon: RELOAD");
			Http.Response scaled = post(this.managementPort,
					"{\"operation\":\"scale\",\"workers\":3,\"wait\":\"60s\"}");
			assertThat(scaled.status()).isEqualTo(409);
			assertThat(scaled.body()).contains("Not at noon: ADD");
			assertThat(pids(demo)).isEqualTo(second);
			assertThat(status(port, "/second/")).isEqualTo(200);
		}
	}

	/** The old workers serve through all of it, and nothing is left over. */
	private Outcome rolledBack(Class<?> addition, int lost) {
		DemoVersions versions = new DemoVersions(this.directory);
		try (DemoProcess demo = command(versions)
			.arguments("--forkit.cluster.reload.ready-timeout=20s", "--forkit.cluster.stop-timeout=5s",
					"--forkit.cluster.kill-timeout=5s")
			.start()) {
			int port = demo.port();
			demo.awaitCluster(this.managementPort, LIMIT, ClusterReport::allReady);
			List<Long> before = pids(demo);
			versions.overwrite(addition);
			Outcome outcome = rolledBackUnderLoad(port, (load, clients) -> {
				assertThat(load.failures()).noneMatch(LoadGenerator.Failure::refused).hasSizeLessThanOrEqualTo(lost);
				assertThat(clients.lost()).isLessThanOrEqualTo(lost);
			});
			assertThat(outcome.generation()).isEqualTo(1);
			assertThat(pids(demo)).isEqualTo(before);
			assertThat(Proc.children(demo.pid())).noneMatch(Proc.Stat::zombie).hasSize(WORKERS);
			assertThat(copies(demo)).hasSize(1);
			return outcome;
		}
	}

	/** Answers are to come before and after it, and the clients are looked at then. */
	private Outcome rolledBackUnderLoad(int port, BiConsumer<LoadGenerator, KeepAliveClients> check) {
		try (LoadGenerator load = LoadGenerator.start(port, "/slow?millis=5", CLIENTS);
				KeepAliveClients clients = new KeepAliveClients(port, CLIENTS, Duration.ofMillis(5))) {
			load.awaitAnswers(20);
			Outcome outcome = reload(this.managementPort, 409);
			load.awaitAnswers(20);
			load.close();
			check.accept(load, clients);
			assertThat(outcome.result()).isEqualTo("ROLLED_BACK");
			return outcome;
		}
	}

	@Test
	void signalsReloadAndScale() {
		try (DemoProcess demo = command()
			// That of a terminal ends it, and what has ignored it since before the start
			// still does.
			.prefix("env", "--default-signal=HUP", "setsid")
			.arguments("--forkit.cluster.reload.settle-time=0s")
			.start()) {
			int port = demo.port();
			demo.awaitCluster(this.managementPort, LIMIT, ClusterReport::allReady);
			List<Long> before = pids(demo);
			Proc.signal("HUP", demo.pid());
			demo.awaitLine(Pattern.compile("The reload to generation 2 is complete"), LIMIT);
			assertThat(pids(demo)).hasSize(WORKERS).doesNotContainAnyElementsOf(before);
			Proc.signal("TTIN", demo.pid());
			demo.awaitCluster(this.managementPort, LIMIT,
					(cluster) -> cluster.size() == WORKERS + 1 && cluster.allReady());
			Proc.signal("TTOU", demo.pid());
			demo.awaitCluster(this.managementPort, LIMIT, (cluster) -> cluster.size() == WORKERS && cluster.allReady());
			assertThat(status(port, "/")).isEqualTo(200);
		}
	}

	@Test
	void aWorkerPassesOnWhatItIsAskedFor() {
		try (DemoProcess demo = DemoCommand.ofJar()
			.workers(WORKERS)
			.arguments("--forkit.cluster.reload.settle-time=0s")
			.start()) {
			int port = demo.port();
			demo.awaitCluster(port, LIMIT, ClusterReport::allReady);
			List<Long> before = demo.cluster(port).workers().stream().map(ClusterReport.Worker::pid).toList();
			Http.Response accepted = post(port, "{\"operation\":\"reload\"}");
			assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
			Http.Response second = post(port, "{\"operation\":\"reload\"}");
			assertThat(second.status()).as(second.body()).isEqualTo(409);
			Awaitility.await().atMost(LIMIT).until(() -> get(port).contains("\"result\":\"COMPLETED\""));
			ClusterReport after = demo.awaitCluster(port, LIMIT, ClusterReport::allReady);
			assertThat(after.workers()).extracting(ClusterReport.Worker::pid).doesNotContainAnyElementsOf(before);
			Http.Response scaled = post(port, "{\"operation\":\"scale\",\"workers\":1}");
			assertThat(scaled.status()).as(scaled.body()).isIn(200, 202);
			demo.awaitCluster(port, LIMIT, (cluster) -> cluster.size() == 1 && cluster.allReady());
			assertThat(post(port, "{\"operation\":\"scale\",\"workers\":0}").status()).isEqualTo(400);
		}
	}

	private DemoCommand command() {
		return DemoCommand.ofJar().workers(WORKERS).managementPort(this.managementPort);
	}

	private DemoCommand command(DemoVersions versions) {
		return DemoCommand.of("-jar", versions.jar().toString()).workers(WORKERS).managementPort(this.managementPort);
	}

	private List<Long> pids(DemoProcess demo) {
		return demo.cluster(this.managementPort).workers().stream().map(ClusterReport.Worker::pid).toList();
	}

	private static Outcome reload(int port, int status) {
		Http.Response response = post(port, "{\"operation\":\"reload\",\"wait\":\"170s\"}");
		assertThat(response.status()).as(response.body()).isEqualTo(status);
		Outcome outcome = response.as(Report.class).reload();
		assertThat(outcome).as(response.body()).isNotNull();
		return outcome;
	}

	private static Http.Response post(int port, String body) {
		try (Http http = Http.connect(port, Duration.ofSeconds(180))) {
			http.send("POST", "/actuator/cluster", "application/json", body.getBytes(StandardCharsets.UTF_8));
			return http.receive();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String get(int port) {
		try {
			return Http.get(port, "/actuator/cluster").body();
		}
		catch (IOException ex) {
			return "";
		}
	}

	private static int status(int port, String path) {
		try {
			return Http.get(port, path).status();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The copies of jars, of which each has a directory of its own. That of the primary
	 * is a link.
	 */
	private static List<Path> copies(DemoProcess demo) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> directories(demo).size() <= 1);
		return directories(demo);
	}

	private static List<Path> directories(DemoProcess demo) {
		return stageDirectories(demo.temporaryFiles()).stream()
			.flatMap((root) -> list(root).stream())
			.filter((path) -> Files.isDirectory(path) && !path.getFileName().toString().startsWith("0-"))
			.toList();
	}

	private static List<Path> stageDirectories(Path temporaryFiles) {
		return Files.exists(temporaryFiles) ? list(temporaryFiles).stream()
			.filter((path) -> path.getFileName().toString().startsWith("forkit-jar-"))
			.toList() : List.of();
	}

	private static List<Path> list(Path directory) {
		try (Stream<Path> paths = Files.list(directory)) {
			return paths.toList();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	/**
	 * What the endpoint answers.
	 *
	 * @param running whether it goes on
	 * @param reload the outcome
	 */
	private record Report(boolean running, @Nullable Outcome reload) {

	}

	/**
	 * What came of a reload.
	 *
	 * @param result the result
	 * @param reason why it was not completed
	 * @param generation what is in force
	 * @param slots what was done, in that order
	 */
	private record Outcome(String result, @Nullable String reason, int generation, List<SlotReload> slots) {

	}

	/**
	 * What was done in a slot.
	 *
	 * @param step what it was
	 * @param failure why it was not done
	 */
	private record SlotReload(String step, @Nullable String failure) {

	}

}
