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

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.forkit.cluster.ClusterSettings;
import io.forkit.cluster.reload.ReloadSettings;
import io.forkit.cluster.reload.StageMode;
import io.forkit.cluster.reload.Surge;
import io.forkit.cluster.scale.ScaleSettings;
import io.forkit.cluster.scale.ScaleSettings.LeaveFirst;
import io.forkit.cluster.LeaderSettings;
import io.forkit.cluster.gate.AcceptGateSettings;
import io.forkit.cluster.restart.CrashSettings;
import io.forkit.cluster.restart.GiveUp;
import io.forkit.cluster.shared.SharedStateLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link ClusterSettingsReader}.
 */
class ClusterSettingsReaderTests {

	@Test
	void withoutAPropertyThereIsNoCluster() {
		assertThat(reader(Map.of()).isClusterWanted()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", " 0 ", "", " " })
	void noneAndNothingMeanNoCluster(String workers) {
		assertThat(reader(Map.of("forkit.cluster.workers", workers)).isClusterWanted()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "auto", "-1", "lots" })
	void everythingElseMeansThatOneIsWanted(String workers) {
		assertThat(reader(Map.of("forkit.cluster.workers", workers)).isClusterWanted()).isTrue();
	}

	@Test
	void theDefaultsAreThoseOfTheManual() {
		assertThat(settings(Map.of("forkit.cluster.workers", "4"))).isEqualTo(new ClusterSettings(
				4, Duration.ofSeconds(35), Duration.ofSeconds(5), new ClusterSettings.Restart(Duration.ofMillis(500),
						Duration.ofSeconds(30), Duration.ofSeconds(10), new CrashSettings(10, Duration.ofMinutes(10), 5,
								3, null, Duration.ofMinutes(10), Duration.ofMinutes(5), Set.of(), false, GiveUp.KEEP)),
				null));
		assertThat(reader(Map.of()).properties().orphanTimeout()).hasSeconds(3);
		assertThat(reader(Map.of()).properties().primary().sources()).isEmpty();
	}

	@Test
	void everyPropertyIsRead(@TempDir Path directory) {
		Map<String, Object> properties = new HashMap<>();
		properties.put("forkit.cluster.workers", " 3 ");
		properties.put("forkit.cluster.stop-timeout", "1m");
		properties.put("forkit.cluster.kill-timeout", "2s");
		properties.put("forkit.cluster.orphan-timeout", "4s");
		properties.put("forkit.cluster.restart.initial-delay", "10ms");
		properties.put("forkit.cluster.restart.max-delay", "20ms");
		properties.put("forkit.cluster.restart.reset-after", "30ms");
		properties.put("forkit.cluster.restart.max-restarts", "1");
		properties.put("forkit.cluster.restart.period", "2s");
		properties.put("forkit.cluster.restart.max-in-a-row", "3");
		properties.put("forkit.cluster.restart.same-failures", "4");
		properties.put("forkit.cluster.restart.cluster-max-restarts", "5");
		properties.put("forkit.cluster.restart.cluster-period", "6s");
		properties.put("forkit.cluster.restart.cool-down", "7s");
		properties.put("forkit.cluster.restart.stay-down-exit-codes", "0,8");
		properties.put("forkit.cluster.restart.count-hung", "true");
		properties.put("forkit.cluster.restart.give-up", "exit");
		properties.put("forkit.cluster.output-directory", directory.resolve("a/b").toString());
		properties.put("forkit.cluster.primary.sources", "java.lang.String,java.lang.Integer");
		assertThat(settings(properties)).isEqualTo(new ClusterSettings(
				3, Duration.ofMinutes(1), Duration.ofSeconds(2), new ClusterSettings.Restart(Duration.ofMillis(10),
						Duration.ofMillis(20), Duration.ofMillis(30), new CrashSettings(1, Duration.ofSeconds(2), 3, 4,
								5, Duration.ofSeconds(6), Duration.ofSeconds(7), Set.of(0, 8), true, GiveUp.EXIT)),
				directory.resolve("a/b")));
		assertThat(directory.resolve("a/b")).isDirectory();
		assertThat(reader(properties).properties().orphanTimeout()).hasSeconds(4);
		assertThat(reader(properties).properties().primary().sources()).containsExactly(String.class, Integer.class);
	}

	@Test
	void everyPropertyOfReloadAndScaleIsRead() {
		Map<String, Object> properties = new HashMap<>();
		properties.put("forkit.cluster.workers", "3");
		properties.put("forkit.cluster.reload.surge", "50%");
		properties.put("forkit.cluster.reload.ready-timeout", "3m");
		properties.put("forkit.cluster.reload.settle-time", "0s");
		properties.put("forkit.cluster.reload.pause", "10s");
		properties.put("forkit.cluster.reload.probe.path", "/ready");
		properties.put("forkit.cluster.reload.stage", "always");
		properties.put("forkit.cluster.scale.leave-first", "oldest");
		properties.put("forkit.cluster.listener-timeout", "7s");
		ClusterSettings settings = settings(properties);
		assertThat(settings.reload()).isEqualTo(new ReloadSettings(new Surge(50, true), Duration.ofMinutes(3),
				Duration.ZERO, Duration.ofSeconds(10), "/ready", StageMode.ALWAYS));
		assertThat(settings.scale()).isEqualTo(new ScaleSettings(LeaveFirst.OLDEST));
		assertThat(settings.listenerTimeout()).hasSeconds(7);
	}

	@ParameterizedTest
	@CsvSource({ "reload.surge,0", "reload.surge,all", "reload.surge,101%", "reload.ready-timeout,0s",
			"reload.settle-time,-1s", "reload.pause,-1s", "reload.pause,soon", "reload.probe.path,ready",
			"reload.probe.path,/a b", "reload.stage,sometimes", "scale.leave-first,tallest", "listener-timeout,-1s" })
	void reloadThatCannotWorkIsRefused(String name, String value) {
		InvalidForkitPropertyException ex = catchThrowableOfType(InvalidForkitPropertyException.class,
				() -> settings(Map.of("forkit.cluster.workers", "2", "forkit.cluster." + name, value)));
		assertThat(ex).hasMessageContaining("forkit.cluster." + name);
	}

	@Test
	void stopDelayIsRead() {
		assertThat(reader(Map.of()).stopDelay()).isZero();
		assertThat(reader(Map.of("forkit.cluster.stop.delay", "5s")).stopDelay()).hasSeconds(5);
	}

	@Test
	void stopTimeoutThatIsShorterThanBootsIsSaid() {
		assertThat(reader(Map.of()).stopWarning()).isNull();
		assertThat(reader(Map.of("forkit.cluster.stop-timeout", "30s")).stopWarning()).isNull();
		assertThat(
				reader(Map.of("forkit.cluster.stop-timeout", "10s", "forkit.cluster.kill-timeout", "2s")).stopWarning())
			.contains("'forkit.cluster.stop-timeout' is 10000 ms")
			.contains("'spring.lifecycle.timeout-per-shutdown-phase' with 30000 ms")
			.contains("SIGKILL 2000 ms later");
		assertThat(reader(
				Map.of("forkit.cluster.stop-timeout", "10s", "spring.lifecycle.timeout-per-shutdown-phase", "10s"))
			.stopWarning()).isNull();
	}

	@Test
	void acceptGateIsThereWithTheDefaultsOfTheManual() {
		assertThat(reader(Map.of()).acceptGate()).isEqualTo(new AcceptGateSettings(true, 0.9, null, true, 1.5, 8));
	}

	@Test
	void acceptGateCanBeSwitchedOff() {
		assertThat(reader(Map.of("forkit.cluster.accept-gate.enabled", "false")).acceptGate()).isNull();
	}

	@Test
	void clientsThatBelongToAWorkerAreNotMovedByItsGate() {
		assertThat(reader(Map.of("forkit.cluster.scheduling", "sticky")).acceptGate())
			.isEqualTo(new AcceptGateSettings(false, 0.9, null, false, 1.5, 8));
		assertThat(reader(Map.of("forkit.cluster.scheduling", "round-robin")).acceptGate())
			.isEqualTo(new AcceptGateSettings(true, 0.9, null, true, 1.5, 8));
	}

	@Test
	void everyPropertyOfTheAcceptGateIsRead() {
		assertThat(
				reader(Map.of("forkit.cluster.accept-gate.threshold", "0.5", "forkit.cluster.accept-gate.max-requests",
						"500", "forkit.cluster.accept-gate.shed", "false", "forkit.cluster.accept-gate.shed-ratio", "2",
						"forkit.cluster.accept-gate.shed-margin", "3"))
					.acceptGate())
			.isEqualTo(new AcceptGateSettings(true, 0.5, 500, false, 2, 3));
	}

	@ParameterizedTest
	@CsvSource({ "threshold,0", "threshold,1.1", "threshold,-1", "threshold,all", "max-requests,0", "shed-ratio,1",
			"shed-margin,0", "enabled,maybe" })
	void acceptGateThatCannotWorkIsRefused(String name, String value) {
		InvalidForkitPropertyException ex = catchThrowableOfType(InvalidForkitPropertyException.class,
				() -> settings(Map.of("forkit.cluster.workers", "2", "forkit.cluster.accept-gate." + name, value)));
		assertThat(ex).hasMessageContaining("forkit.cluster.accept-gate." + name).hasMessageContaining(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "AUTO", " auto " })
	void autoIsOneWorkerPerProcessor(String workers) {
		assertThat(settings(Map.of("forkit.cluster.workers", workers)).workers())
			.isEqualTo(Runtime.getRuntime().availableProcessors());
	}

	@Test
	void namesInTheStyleOfTheEnvironmentAreRead() {
		ClusterSettingsReader reader = environmentVariables(
				Map.of("FORKIT_CLUSTER_WORKERS", "5", "FORKIT_CLUSTER_STOPTIMEOUT", "7s"));
		assertThat(reader.isClusterWanted()).isTrue();
		assertThat(reader.settings().workers()).isEqualTo(5);
		assertThat(reader.settings().stopTimeout()).hasSeconds(7);
	}

	@Test
	void errorsInVariablesOfTheEnvironmentNameTheProperty() {
		InvalidForkitPropertyException failure = failure(
				environmentVariables(Map.of("FORKIT_CLUSTER_WORKERS", "2", "FORKIT_CLUSTER_STOPTIMEOUT", "soon")));
		assertThat(failure.getProperty()).isEqualTo("forkit.cluster.stop-timeout");
		assertThat(failure.getValue()).isEqualTo("soon");
		failure = failure(
				environmentVariables(Map.of("FORKIT_CLUSTER_WORKERS", "2", "FORKIT_CLUSTER_KILLTIMEOUT", "-9s")));
		assertThat(failure.getProperty()).isEqualTo("forkit.cluster.kill-timeout");
		assertThat(failure.getValue()).isEqualTo("-9s");
	}

	@ParameterizedTest
	@CsvSource({ "-1, there cannot be fewer than no workers", "lots, it is neither a number nor 'auto'",
			"2.5, it is neither a number nor 'auto'", "99999999999, it is neither a number nor 'auto'",
			"401, more than 400 workers are not supported" })
	void aNumberOfWorkersThatCannotBeIsReported(String value, String reason) {
		InvalidForkitPropertyException failure = failure(reader(Map.of("forkit.cluster.workers", value)));
		assertThat(failure.getProperty()).isEqualTo("forkit.cluster.workers");
		assertThat(failure.getValue()).isEqualTo(value);
		assertThat(failure.getReason()).isEqualTo(reason);
		assertThat(failure.getFix()).contains("1 to 400").contains("'auto'").contains("0 for none");
		assertThat(failure).hasMessage("'forkit.cluster.workers' must not be '%s': %s", value, reason);
	}

	@ParameterizedTest
	@ValueSource(strings = { "stop-timeout", "kill-timeout", "orphan-timeout", "stop.delay", "restart.initial-delay",
			"restart.max-delay", "restart.reset-after", "restart.period", "restart.cluster-period",
			"restart.cool-down" })
	void aDurationThatIsNoneOrNegativeIsReported(String name) {
		String property = "forkit.cluster." + name;
		for (String value : new String[] { "soon", "-5s" }) {
			InvalidForkitPropertyException failure = failure(
					reader(Map.of("forkit.cluster.workers", "2", property, value)));
			assertThat(failure.getProperty()).isEqualTo(property);
			assertThat(failure.getValue()).isEqualTo(value);
			assertThat(failure.getFix()).contains("500ms, 30s or 2m");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "forkit.cluster.stop-timeout", "forkit.cluster.kill-timeout",
			"forkit.cluster.orphan-timeout", "forkit.cluster.stop.delay", "forkit.cluster.restart.initial-delay",
			"forkit.cluster.restart.max-delay", "forkit.cluster.restart.reset-after", "forkit.cluster.restart.period",
			"forkit.cluster.restart.cluster-period", "forkit.cluster.restart.cool-down",
			"forkit.cluster.leader.unready-timeout", "forkit.cluster.leader.unresponsive-timeout",
			"forkit.cluster.sticky.peek-timeout", "forkit.cluster.reload.ready-timeout",
			"forkit.cluster.reload.settle-time", "forkit.cluster.reload.pause", "forkit.cluster.listener-timeout",
			"forkit.cluster.systemd.start-timeout", "spring.lifecycle.timeout-per-shutdown-phase" })
	void aDurationThatIsTooLongForATimerIsReported(String property) {
		for (String value : new String[] { "3651d", "9223372036854775807" }) {
			InvalidForkitPropertyException failure = failure(
					reader(Map.of("forkit.cluster.workers", "2", property, value)));
			assertThat(failure.getProperty()).isEqualTo(property);
			assertThat(failure.getValue()).isEqualTo(value);
			assertThat(failure.getFix()).contains("3650d or less");
		}
	}

	@ParameterizedTest
	@CsvSource({ "max-restarts, -2", "max-restarts, many", "period, 0s", "max-in-a-row, -2", "same-failures, 0",
			"cluster-max-restarts, -5", "cluster-period, 0", "stay-down-exit-codes, 256", "stay-down-exit-codes, -1",
			"stay-down-exit-codes, SIGTERM", "count-hung, maybe", "give-up, never" })
	void aRestartThatMakesNoSenseIsReported(String name, String value) {
		String property = "forkit.cluster.restart." + name;
		InvalidForkitPropertyException failure = failure(
				reader(Map.of("forkit.cluster.workers", "2", property, value)));
		assertThat(failure.getProperty()).startsWith(property);
		assertThat(failure.getValue()).isEqualTo(value);
		assertThat(failure.getFix()).isNotBlank();
	}

	@ParameterizedTest
	@CsvSource({ "max-restarts, -1", "max-restarts, 0", "max-in-a-row, -1", "same-failures, -1",
			"cluster-max-restarts, -1", "cool-down, 0", "give-up, EXIT", "stay-down-exit-codes, ''" })
	void aLimitOfRestartsCanBeTakenAway(String name, String value) {
		assertThat(settings(Map.of("forkit.cluster.workers", "2", "forkit.cluster.restart." + name, value)))
			.isNotNull();
	}

	@Test
	void theTimeoutsOfALeaderAreReadAndChecked() {
		assertThat(reader(Map.of()).leaderSettings()).isEqualTo(LeaderSettings.DEFAULTS);
		assertThat(reader(Map.of("forkit.cluster.leader.unready-timeout", "1s",
				"forkit.cluster.leader.unresponsive-timeout", "0"))
			.leaderSettings()).isEqualTo(new LeaderSettings(Duration.ofSeconds(1), Duration.ZERO));
		for (String property : List.of("forkit.cluster.leader.unready-timeout",
				"forkit.cluster.leader.unresponsive-timeout")) {
			ClusterSettingsReader reader = reader(Map.of(property, "-5s"));
			assertThatExceptionOfType(InvalidForkitPropertyException.class).isThrownBy(reader::leaderSettings)
				.satisfies((ex) -> assertThat(ex.getProperty()).isEqualTo(property));
		}
		ClusterSettingsReader hasty = reader(Map.of("forkit.cluster.leader.unresponsive-timeout", "999ms"));
		assertThatExceptionOfType(InvalidForkitPropertyException.class).isThrownBy(hasty::leaderSettings)
			.satisfies((ex) -> assertThat(ex.getProperty()).isEqualTo("forkit.cluster.leader.unresponsive-timeout"));
	}

	@Test
	void theLimitsOfWhatIsSharedAreReadAndChecked() {
		assertThat(reader(Map.of()).sharedLimits()).isEqualTo(SharedStateLimits.DEFAULTS);
		assertThat(reader(Map.of("forkit.cluster.shared.max-entries", "5", "forkit.cluster.shared.max-size", "1KB"))
			.sharedLimits()).isEqualTo(new SharedStateLimits(5, 1024));
		for (String property : List.of("forkit.cluster.shared.max-entries", "forkit.cluster.shared.max-size")) {
			ClusterSettingsReader reader = reader(Map.of(property, "0"));
			assertThatExceptionOfType(InvalidForkitPropertyException.class).isThrownBy(reader::sharedLimits)
				.satisfies((ex) -> assertThat(ex.getProperty()).isEqualTo(property));
		}
	}

	@Test
	void sourcesThatAreNoClassesAreReported() {
		InvalidForkitPropertyException failure = failure(
				reader(Map.of("forkit.cluster.workers", "2", "forkit.cluster.primary.sources", "com.example.Missing")));
		assertThat(failure.getProperty()).startsWith("forkit.cluster.primary.sources");
		assertThat(failure.getValue()).isEqualTo("com.example.Missing");
		assertThat(failure.getFix()).contains("full names of classes");
	}

	@Test
	void anOutputDirectoryThatIsAFileIsReported(@TempDir Path directory) throws Exception {
		Path file = Files.createFile(directory.resolve("file"));
		for (Path value : new Path[] { file, file.resolve("below") }) {
			InvalidForkitPropertyException failure = failure(
					reader(Map.of("forkit.cluster.workers", "2", "forkit.cluster.output-directory", value.toString())));
			assertThat(failure.getProperty()).isEqualTo("forkit.cluster.output-directory");
			assertThat(failure.getValue()).isEqualTo(value.toString());
			assertThat(failure.getReason()).contains("cannot be made");
			assertThat(failure.getFix()).contains("Name a directory").contains("remove the property");
		}
	}

	private static ClusterSettings settings(Map<String, Object> properties) {
		return reader(properties).settings();
	}

	private static InvalidForkitPropertyException failure(ClusterSettingsReader reader) {
		return Objects.requireNonNull(catchThrowableOfType(InvalidForkitPropertyException.class, reader::settings));
	}

	private static ClusterSettingsReader reader(Map<String, Object> properties) {
		StandardEnvironment environment = environment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		return new ClusterSettingsReader(environment);
	}

	private static ClusterSettingsReader environmentVariables(Map<String, Object> variables) {
		StandardEnvironment environment = environment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
		return new ClusterSettingsReader(environment);
	}

	private static StandardEnvironment environment() {
		StandardEnvironment environment = new StandardEnvironment();
		ConfigurationPropertySources.attach(environment);
		return environment;
	}

}
