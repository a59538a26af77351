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

import java.time.Duration;

import io.forkit.cluster.CapacitySettings;
import io.forkit.cluster.autoscale.AutoscaleSettings;
import io.forkit.cluster.recycle.LimitsReader;
import io.forkit.cluster.recycle.RecycleLimits;
import io.forkit.cluster.recycle.RecycleSettings;
import io.forkit.cluster.warm.WarmUpRequest;
import io.forkit.cluster.watch.HealthSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Reads and checks the properties of the capacity of a cluster.
 */
final class CapacitySettingsReader {

	private static final String PREFIX = "forkit.cluster.";

	private static final String RECYCLE = PREFIX + "recycle.";

	private static final String AUTOSCALE = PREFIX + "autoscale.";

	private static final String DURATION_FIX = "Set it to a duration, such as 500ms, 30s or 2m.";

	private static final String GATE_FIX = "Remove it, or 'forkit.cluster.accept-gate.enabled=false'.";

	// Every one of them is a JVM.
	private static final int MAX_STANDBY = 16;

	private final Environment environment;

	CapacitySettingsReader(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Read the properties.
	 * @param workers the number of workers at the start
	 * @param gate whether workers have an accept gate
	 * @param probePath what workers are asked for anyway, or {@code null} for nothing
	 * @return the settings
	 */
	CapacitySettings settings(int workers, boolean gate, @Nullable String probePath) {
		ForkitCapacityProperties properties = properties();
		int standby = properties.standby();
		check(standby >= 0 && standby <= MAX_STANDBY, PREFIX + "standby", standby,
				"there can be 0 to " + MAX_STANDBY + " standbys", "Set it to a number from 0 to " + MAX_STANDBY + ".");
		check(standby == 0 || gate, PREFIX + "standby", standby,
				"without an accept gate a standby would serve as all others do", GATE_FIX);
		return new CapacitySettings(standby, recycle(properties.recycle(), gate),
				autoscale(properties.autoscale(), workers, gate), warmUp(properties, probePath));
	}

	private static CapacitySettings.@Nullable WarmUp warmUp(ForkitCapacityProperties properties,
			@Nullable String probePath) {
		ForkitCapacityProperties.StandbyWarmUp warmUp = properties.standbyWarmUp();
		String path = warmUp.path();
		boolean wanted = StringUtils.hasText(path);
		check(!wanted || HealthSettings.Probe.isPath(path), PREFIX + "standby-warm-up.path", path,
				"it is the path of a request", "Let it begin with a slash, and have no spaces.");
		check(!warmUp.enabled() || warmUp.requests() >= 1, PREFIX + "standby-warm-up.requests", warmUp.requests(),
				"there must be something to ask",
				"Set it to 1 or more, or 'forkit.cluster.standby-warm-up.enabled' to false.");
		if (!warmUp.enabled() || (properties.standby() == 0 && !wanted)) {
			return null;
		}
		if (wanted) {
			return new CapacitySettings.WarmUp(path, warmUp.requests(), true);
		}
		return new CapacitySettings.WarmUp((probePath != null) ? probePath : WarmUpRequest.PATH, warmUp.requests(),
				false);
	}

	private ForkitCapacityProperties properties() {
		return new SettingsBinder(this.environment).bind("forkit.cluster", ForkitCapacityProperties.class,
				CapacitySettingsReader::fixFor);
	}

	private static String fixFor(String name) {
		boolean duration = name.matches(".*(interval|min-ready|smoothing|up-pause|down-after)");
		return duration ? DURATION_FIX : "Set it to a number, or remove it for the default.";
	}

	private RecycleSettings recycle(ForkitCapacityProperties.Recycle recycle, boolean gate) {
		RecycleLimits limits = RecycleLimits.NONE;
		limits = apply(limits, LimitsReader.JITTER, recycle.jitter());
		limits = apply(limits, LimitsReader.HEAP, recycle.heap());
		limits = apply(limits, LimitsReader.RSS, recycle.rss());
		limits = apply(limits, LimitsReader.CGROUP, recycle.cgroup());
		limits = apply(limits, LimitsReader.REQUESTS, recycle.requests());
		limits = apply(limits, LimitsReader.AGE, recycle.age());
		check(limits.requests() == null || gate, RECYCLE + "requests", limits.requests(),
				"requests are counted by the accept gate", GATE_FIX);
		positive(RECYCLE + "check-interval", recycle.checkInterval());
		notNegative(RECYCLE + "min-ready", recycle.minReady());
		Duration age = limits.age();
		check(age == null || age.compareTo(recycle.minReady()) >= 0, RECYCLE + "age", recycle.age(),
				"no worker is replaced that has not been ready for " + recycle.minReady().toSeconds() + "s",
				"Set it to more than that, or 'forkit.cluster.recycle.min-ready' to less.");
		return new RecycleSettings(limits, recycle.checkInterval(), recycle.minReady());
	}

	private static RecycleLimits apply(RecycleLimits limits, LimitsReader reader, @Nullable String text) {
		if (text == null) {
			return limits;
		}
		try {
			return reader.apply(limits, text);
		}
		catch (IllegalArgumentException ex) {
			throw ClusterSettingsReader.invalid(RECYCLE + reader.limit(), text, "it is no such limit", reader.fix());
		}
	}

	private @Nullable AutoscaleSettings autoscale(ForkitCapacityProperties.Autoscale autoscale, int workers,
			boolean gate) {
		Integer max = autoscale.max();
		if (max == null) {
			check(autoscale.min() == null, AUTOSCALE + "min", autoscale.min(), "it means nothing without a 'max'",
					"Set 'forkit.cluster.autoscale.max' as well, or remove it.");
			return null;
		}
		check(gate, AUTOSCALE + "max", max, "the load is counted by the accept gate", GATE_FIX);
		int min = (autoscale.min() != null) ? autoscale.min() : workers;
		check(min >= 1 && min <= workers, AUTOSCALE + "min", min,
				"it must be from 1 to the number of workers at the start, which is " + workers,
				"Set it to such a number, or 'forkit.cluster.workers' to more.");
		check(max >= workers && max > min && max <= ClusterSettingsReader.MAX_WORKERS, AUTOSCALE + "max", max,
				"it must be more than 'min' (" + min + "), and not less than the number of workers at the start ("
						+ workers + ")",
				"Set it to such a number, at most " + ClusterSettingsReader.MAX_WORKERS + ".");
		check(autoscale.upAt() > 0 && autoscale.upAt() <= 1, AUTOSCALE + "up-at", autoscale.upAt(),
				"it is a share of the capacity", "Set it to a number that is more than 0 and at most 1.");
		check(autoscale.downAt() > 0 && autoscale.downAt() < autoscale.upAt(), AUTOSCALE + "down-at",
				autoscale.downAt(), "it must be less than 'up-at' (" + autoscale.upAt() + ")",
				"Set it to a number that is more than 0 and less than that.");
		atLeastOne("queue", autoscale.queue());
		atLeastOne("up-step", autoscale.upStep());
		atLeastOne("down-step", autoscale.downStep());
		positive(AUTOSCALE + "interval", autoscale.interval());
		notNegative(AUTOSCALE + "smoothing", autoscale.smoothing());
		notNegative(AUTOSCALE + "up-pause", autoscale.upPause());
		notNegative(AUTOSCALE + "down-after", autoscale.downAfter());
		return new AutoscaleSettings(min, max, autoscale.interval(), autoscale.upAt(), autoscale.downAt(),
				autoscale.queue(), autoscale.upStep(), autoscale.downStep(), autoscale.smoothing(), autoscale.upPause(),
				autoscale.downAfter(), maxMemory(autoscale.maxMemory()));
	}

	private static @Nullable Integer maxMemory(@Nullable String text) {
		if (text == null) {
			return null;
		}
		try {
			int percent = Integer.parseInt(text.trim().replaceFirst("\\s*%$", ""));
			check(percent >= 1 && percent <= 100, AUTOSCALE + "max-memory", text, "it is a share of the memory",
					"Set it to a share from 1% to 100%.");
			return percent;
		}
		catch (NumberFormatException ex) {
			throw ClusterSettingsReader.invalid(AUTOSCALE + "max-memory", text, "it is no share",
					"Set it to a share from 1% to 100%.");
		}
	}

	private static void atLeastOne(String name, int value) {
		check(value >= 1, AUTOSCALE + name, value, "there must be something", "Set it to 1 or more.");
	}

	private void positive(String name, Duration value) {
		check(!value.isNegative() && !value.isZero(), name, text(name, value), "it must be more than nothing",
				DURATION_FIX);
	}

	private void notNegative(String name, Duration value) {
		check(!value.isNegative(), name, text(name, value), "a duration must not be negative", DURATION_FIX);
	}

	/** As the user has written it. */
	private String text(String name, Duration value) {
		return this.environment.getProperty(name, value.toString());
	}

	private static void check(boolean valid, String name, @Nullable Object value, String reason, String fix) {
		if (!valid) {
			throw ClusterSettingsReader.invalid(name, String.valueOf(value), reason, fix);
		}
	}

}
