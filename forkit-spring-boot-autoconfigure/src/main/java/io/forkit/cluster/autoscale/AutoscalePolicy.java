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

package io.forkit.cluster.autoscale;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Decides how many workers there are to be. Knows nothing of processes, and takes the
 * time from a clock that is never set.
 * <p>
 * The number grows when the utilisation, averaged over some time, is high, and at once
 * when connections have waited at two looks in a row; not while workers that were added
 * are still starting. It shrinks after the utilisation has been low for long, and only if
 * it would not be high without the workers that leave. In the manner of the
 * <a href="https://uwsgi-docs.readthedocs.io/en/latest/Cheaper.html">busyness and backlog
 * of uWSGI's cheaper</a>.
 * <p>
 * Not thread-safe.
 *
 * @since 0.1.0
 */
public final class AutoscalePolicy {

	/** After that time somebody who has not become ready is not waited for. */
	private static final Duration PATIENCE = Duration.ofMinutes(2);

	/** How long nobody is asked again who has forbidden a change. */
	private static final Duration FORBIDDEN_PAUSE = Duration.ofMinutes(1);

	/** How far below the upper limit the utilisation has to stay after a shrink. */
	private static final double MARGIN = 0.8;

	private final AutoscaleSettings settings;

	private double utilisation = AutoscaleSample.UNKNOWN;

	private @Nullable Duration sampledAt;

	private @Nullable Duration changedAt;

	private @Nullable Duration lowSince;

	private @Nullable Duration forbiddenAt;

	private boolean queued;

	public AutoscalePolicy(AutoscaleSettings settings) {
		this.settings = settings;
	}

	/**
	 * Return the averaged utilisation.
	 * @return the share, {@link AutoscaleSample#UNKNOWN} if it is not known
	 */
	public double utilisation() {
		return this.utilisation;
	}

	/**
	 * Something else goes on: what is seen meanwhile means nothing, and the number of
	 * workers is not to be changed.
	 */
	public void hold() {
		this.utilisation = AutoscaleSample.UNKNOWN;
		this.sampledAt = null;
		this.lowSince = null;
		this.queued = false;
	}

	/**
	 * The number of workers was changed, by whomever.
	 * @param now the time since some moment
	 */
	public void changed(Duration now) {
		this.changedAt = now;
		this.lowSince = null;
		this.queued = false;
	}

	/**
	 * Somebody has forbidden a change.
	 * @param now the time since some moment
	 * @return how long nothing is to be changed
	 */
	public Duration forbidden(Duration now) {
		this.forbiddenAt = now;
		return FORBIDDEN_PAUSE;
	}

	/**
	 * Look at a moment.
	 * @param sample what there is
	 * @param now the time since some moment
	 * @return what is to be changed, {@code null} for nothing
	 */
	public @Nullable AutoscaleDecision look(AutoscaleSample sample, Duration now) {
		average(sample, now);
		boolean waits = sample.queue() >= this.settings.queue();
		boolean stillWaits = waits && this.queued;
		this.queued = waits;
		if (isWithin(FORBIDDEN_PAUSE, this.forbiddenAt, now)) {
			return null;
		}
		if (!isAllowed(sample.size())) {
			return isWithin(this.settings.upPause(), this.changedAt, now) ? null : within(sample);
		}
		boolean high = this.utilisation >= this.settings.upAt();
		if (high || stillWaits) {
			this.lowSince = null;
			return mayGrow(sample, now) ? grow(sample, stillWaits) : null;
		}
		return shrink(sample, waits, now);
	}

	private void average(AutoscaleSample sample, Duration now) {
		double current = sample.utilisation();
		if (current < 0 || this.utilisation < 0 || this.sampledAt == null || this.settings.smoothing().isZero()) {
			this.utilisation = current;
		}
		else {
			double elapsed = now.minus(this.sampledAt).toMillis();
			double weight = 1 - Math.exp(-elapsed / this.settings.smoothing().toMillis());
			this.utilisation += weight * (current - this.utilisation);
		}
		this.sampledAt = now;
	}

	/** Somebody may have changed the number to one that is not allowed. */
	private boolean isAllowed(int size) {
		return size >= this.settings.min() && size <= this.settings.max();
	}

	private AutoscaleDecision within(AutoscaleSample sample) {
		return (sample.size() < this.settings.min())
				? new AutoscaleDecision(this.settings.min(), "there are to be at least " + this.settings.min())
				: new AutoscaleDecision(this.settings.max(), "there are to be at most " + this.settings.max());
	}

	private boolean mayGrow(AutoscaleSample sample, Duration now) {
		if (sample.size() >= this.settings.max() || isWithin(this.settings.upPause(), this.changedAt, now)) {
			return false;
		}
		if (sample.isAnyMissing() && isWithin(PATIENCE, this.changedAt, now)) {
			return false;
		}
		Integer maxMemory = this.settings.maxMemory();
		return maxMemory == null || sample.memory() * 100 <= maxMemory;
	}

	private static boolean isWithin(Duration time, @Nullable Duration since, Duration now) {
		return since != null && now.minus(since).compareTo(time) < 0;
	}

	private AutoscaleDecision grow(AutoscaleSample sample, boolean waits) {
		// A step may be as large as a number can be.
		int size = sample.size() + Math.min(this.settings.upStep(), this.settings.max() - sample.size());
		return new AutoscaleDecision(size, waits ? "%d connections wait to be accepted".formatted(sample.queue())
				: "%d%% of the capacity is taken".formatted(Math.round(this.utilisation * 100)));
	}

	private @Nullable AutoscaleDecision shrink(AutoscaleSample sample, boolean waits, Duration now) {
		int size = Math.max(this.settings.min(), sample.size() - this.settings.downStep());
		double after = sample.utilisation(this.utilisation, size);
		boolean low = this.utilisation >= 0 && this.utilisation < this.settings.downAt() && !waits
				&& !sample.isAnyMissing() && after < this.settings.upAt() * MARGIN;
		if (!low || size == sample.size()) {
			this.lowSince = null;
			return null;
		}
		if (this.lowSince == null) {
			this.lowSince = now;
		}
		Duration lowFor = now.minus(this.lowSince);
		if (lowFor.compareTo(this.settings.downAfter()) < 0
				|| isWithin(this.settings.downAfter(), this.changedAt, now)) {
			return null;
		}
		return new AutoscaleDecision(size, "only %d%% of the capacity has been taken for %d s"
			.formatted(Math.round(this.utilisation * 100), lowFor.toSeconds()));
	}

}
