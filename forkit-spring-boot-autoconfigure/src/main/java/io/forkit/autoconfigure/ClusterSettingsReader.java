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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.forkit.cluster.ClusterSettings;
import io.forkit.cluster.LeaderSettings;
import io.forkit.cluster.gate.AcceptGateSettings;
import io.forkit.cluster.reload.ReloadSettings;
import io.forkit.cluster.scale.ScaleSettings;
import io.forkit.cluster.scheduling.Scheduling;
import io.forkit.cluster.systemd.SystemdSettings;
import io.forkit.cluster.shared.SharedStateLimits;
import io.forkit.cluster.watch.HealthSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Reads and checks the properties of a cluster, before anything is started.
 */
final class ClusterSettingsReader {

	static final String WORKERS = "forkit.cluster.workers";

	// As in LifecycleProperties of Boot.
	private static final Duration DEFAULT_PHASE_TIMEOUT = Duration.ofSeconds(30);

	private static final Duration STOP_MARGIN = Duration.ofSeconds(5);

	// All workers of a snapshot, of about 130 bytes each, go into one internal message.
	static final int MAX_WORKERS = ScaleSettings.MAX_WORKERS;

	private static final String WORKERS_FIX = "Set it to a number from 1 to " + MAX_WORKERS
			+ ", to 'auto' for one worker per processor, or to 0 for none.";

	private final Environment environment;

	ClusterSettingsReader(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Return whether the user wants workers.
	 * @return whether the number of workers is set, and not to 0
	 */
	boolean isClusterWanted() {
		String workers = this.environment.getProperty(WORKERS);
		return StringUtils.hasText(workers) && !workers.trim().matches("0+");
	}

	ClusterSettings settings() {
		int workers = workers();
		ForkitClusterProperties properties = properties();
		Duration stopTimeout = stopTimeout(properties.stopTimeout());
		notNegative("stop-timeout", stopTimeout);
		notNegative("kill-timeout", properties.killTimeout());
		notNegative("orphan-timeout", properties.orphanTimeout());
		notNegative("stop.delay", properties.stop().delay());
		notNegative("systemd.start-timeout", properties.systemd().startTimeout());
		notNegative("listener-timeout", properties.listenerTimeout());
		acceptGate();
		ReloadSettings reload = new ReloadSettingsReader(properties.reload()).settings();
		return new ClusterSettings(workers, stopTimeout, properties.killTimeout(),
				new RestartSettingsReader(this.environment, properties.restart()).settings(),
				outputDirectory(properties.outputDirectory()), new WorkerProgramReader(properties.program()).program(),
				new SchedulingSettingsReader(this.environment, properties).settings())
			.with(reload, new ScaleSettings(properties.scale().leaveFirst()), properties.listenerTimeout())
			.withCapacity(new CapacitySettingsReader(this.environment).settings(workers,
					properties.acceptGate().enabled(), probePath(reload)));
	}

	/** What workers are asked for anyway. */
	private @Nullable String probePath(ReloadSettings reload) {
		HealthSettings.Probe probe = new HealthSettingsReader(this.environment).settings().probe();
		return (probe != null) ? probe.path() : reload.probePath();
	}

	/**
	 * Return when workers take no connections.
	 * @return the settings, or {@code null} if they always take them
	 */
	@Nullable AcceptGateSettings acceptGate() {
		ForkitClusterProperties.AcceptGate gate = properties().acceptGate();
		Integer maxRequests = gate.maxRequests();
		check(gate.threshold() > 0 && gate.threshold() <= 1, "threshold", gate.threshold(),
				"it is a share of the threads", "Set it to a number that is more than 0 and at most 1.");
		check(maxRequests == null || maxRequests >= 1, "max-requests", maxRequests,
				"a server must be able to process a request", "Set it to 1 or more, or remove it for no limit.");
		check(gate.shedRatio() > 1, "shed-ratio", gate.shedRatio(),
				"workers would let connections go that others let go", "Set it to a number that is more than 1.");
		check(gate.shedMargin() >= 1, "shed-margin", gate.shedMargin(),
				"workers would let connections go that others let go", "Set it to 1 or more.");
		if (!gate.enabled()) {
			return null;
		}
		// Connections are not to move while the worker that they belong to can be had.
		boolean movable = properties().scheduling() != Scheduling.STICKY;
		return new AcceptGateSettings(movable, gate.threshold(), maxRequests, movable && gate.shed(), gate.shedRatio(),
				gate.shedMargin());
	}

	private static void check(boolean valid, String name, @Nullable Object value, String reason, String fix) {
		if (!valid) {
			throw invalid("forkit.cluster.accept-gate." + name, String.valueOf(value), reason, fix);
		}
	}

	LeaderSettings leaderSettings() {
		ForkitClusterProperties.Leader leader = properties().leader();
		notNegative("leader.unready-timeout", leader.unreadyTimeout());
		notNegative("leader.unresponsive-timeout", leader.unresponsiveTimeout());
		Duration unresponsive = leader.unresponsiveTimeout();
		if (!unresponsive.isZero() && unresponsive.compareTo(Duration.ofSeconds(1)) < 0) {
			throw invalid("forkit.cluster.leader.unresponsive-timeout", unresponsive.toMillis() + "ms",
					"a short pause of its garbage collector would get a leader killed",
					"Set it to 1s or more, or to 0 for no limit.");
		}
		return new LeaderSettings(leader.unreadyTimeout(), leader.unresponsiveTimeout());
	}

	SharedStateLimits sharedLimits() {
		ForkitClusterProperties.Shared shared = properties().shared();
		positive("shared.max-entries", shared.maxEntries());
		positive("shared.max-size", shared.maxSize().toBytes());
		return new SharedStateLimits(shared.maxEntries(), shared.maxSize().toBytes());
	}

	private void positive(String name, long value) {
		if (value < 1) {
			String property = "forkit.cluster." + name;
			throw invalid(property, this.environment.getProperty(property, String.valueOf(value)),
					"there must be room for something", "Set it to 1 or more, or remove it for the default.");
		}
	}

	ForkitClusterProperties properties() {
		return new SettingsBinder(this.environment).bind("forkit.cluster", ForkitClusterProperties.class,
				ClusterSettingsReader::fixFor);
	}

	/**
	 * Return how long the workers go on to serve before a stop.
	 * @return the delay, zero if they do not
	 */
	Duration stopDelay() {
		return properties().stop().delay();
	}

	/**
	 * Return what to do where systemd has started this process.
	 * @return the settings
	 */
	SystemdSettings systemd() {
		ForkitClusterProperties.Systemd systemd = properties().systemd();
		return new SystemdSettings(systemd.enabled(), systemd.storeSockets(), systemd.startTimeout());
	}

	/**
	 * Return what is wrong with the time that workers have for their end.
	 * @return a sentence, or {@code null} if nothing is
	 */
	@Nullable String stopWarning() {
		ForkitClusterProperties properties = properties();
		Duration configured = properties.stopTimeout();
		Duration phase = phaseTimeout();
		if (configured == null || configured.compareTo(phase) >= 0) {
			return null;
		}
		return ("'forkit.cluster.stop-timeout' is %d ms, less than 'spring.lifecycle.timeout-per-shutdown-phase' with %d ms: "
				+ "a worker that uses the time which Boot gives it gets SIGTERM after the first, and SIGKILL %d ms later. "
				+ "Set the first to more than the second, or remove it")
			.formatted(configured.toMillis(), phase.toMillis(), properties.killTimeout().toMillis());
	}

	private Duration stopTimeout(@Nullable Duration configured) {
		return (configured != null) ? configured : phaseTimeout().plus(STOP_MARGIN);
	}

	private Duration phaseTimeout() {
		return new SettingsBinder(this.environment).duration("spring.lifecycle.timeout-per-shutdown-phase",
				DEFAULT_PHASE_TIMEOUT);
	}

	private static String fixFor(String name) {
		if (name.endsWith("restart.give-up")) {
			return "Set it to keep or exit.";
		}
		if (name.endsWith("-timeout") || name.endsWith("delay") || name.endsWith("-after") || name.endsWith("period")
				|| name.endsWith("cool-down") || name.endsWith("settle-time") || name.endsWith("reload.pause")) {
			return "Set it to a duration, such as 500ms, 30s or 2m.";
		}
		if (name.endsWith("sources") || name.contains("sources[")) {
			return "Set it to the full names of classes that are on the class path.";
		}
		if (name.endsWith("cluster.scheduling")) {
			return "Set it to shared, round-robin, sticky or reuse-port.";
		}
		if (name.endsWith("reload.stage")) {
			return "Set it to auto, always or never.";
		}
		if (name.endsWith("scale.leave-first")) {
			return "Set it to youngest or oldest.";
		}
		if (name.endsWith("sticky.by")) {
			return "Set it to address, cookie, forwarded-for or proxy-protocol.";
		}
		return "Correct the value or remove the property.";
	}

	private int workers() {
		String value = this.environment.getRequiredProperty(WORKERS).trim();
		if ("auto".equalsIgnoreCase(value)) {
			return Runtime.getRuntime().availableProcessors();
		}
		int number;
		try {
			number = Integer.parseInt(value);
		}
		catch (NumberFormatException ex) {
			throw invalid(WORKERS, value, "it is neither a number nor 'auto'", WORKERS_FIX);
		}
		if (number < 1) {
			throw invalid(WORKERS, value, "there cannot be fewer than no workers", WORKERS_FIX);
		}
		if (number > MAX_WORKERS) {
			throw invalid(WORKERS, value, "more than " + MAX_WORKERS + " workers are not supported", WORKERS_FIX);
		}
		return number;
	}

	private void notNegative(String name, Duration value) {
		if (value.isNegative()) {
			String property = "forkit.cluster." + name;
			throw invalid(property, this.environment.getProperty(property, value.toString()),
					"a duration must not be negative",
					"Set it to a duration, such as 500ms, 30s or 2m, or remove it for the default.");
		}
	}

	private static @Nullable Path outputDirectory(@Nullable Path directory) {
		if (directory == null) {
			return null;
		}
		Path absolute = directory.toAbsolutePath();
		String reason = null;
		try {
			Files.createDirectories(absolute);
			if (!Files.isWritable(absolute)) {
				reason = "the user '%s' may not write there".formatted(System.getProperty("user.name"));
			}
		}
		catch (IOException ex) {
			reason = "the directory is not there and cannot be made (%s)".formatted(ex);
		}
		if (reason != null) {
			throw invalid("forkit.cluster.output-directory", directory.toString(), reason,
					"Name a directory that this user may write to, or remove the property: "
							+ "the workers then write to the output of the primary.");
		}
		return absolute;
	}

	static InvalidForkitPropertyException invalid(String property, String value, String reason, String fix) {
		return new InvalidForkitPropertyException(property, value, reason, fix);
	}

}
