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

package io.forkit.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.forkit.cluster.recycle.RecycleCause;
import io.forkit.cluster.reload.ReloadSettings;
import io.forkit.cluster.scale.ScaleOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Replaces workers and changes their number for the sake of the capacity, when nothing
 * else goes on. Belongs to the thread of the supervisor.
 */
final class Steering implements Recycling.Health, Recycling.Replacer, Autoscaling.Scaler {

	private final ReloadSettings settings;

	private final Slots slots;

	private final Replacements replacements;

	private final Reloads reloads;

	private final Scaling scaling;

	private final Crashes crashes;

	private final Supplier<ClusterState> state;

	Steering(ReloadSettings settings, Slots slots, Replacements replacements, Reloads reloads, Scaling scaling,
			Crashes crashes, Supplier<ClusterState> state) {
		this.settings = settings;
		this.slots = slots;
		this.replacements = replacements;
		this.reloads = reloads;
		this.scaling = scaling;
		this.crashes = crashes;
		this.state = state;
	}

	/**
	 * A worker that needs too much memory cannot wait until a breaker is closed, which
	 * may take for ever: all that can happen is that the new one does not become ready.
	 */
	@Override
	public int mayReplace(RecycleCause cause) {
		boolean urgent = cause.isMemory();
		boolean calm = isCalm() && (urgent || !this.crashes.isTroubled());
		return (calm && this.slots.all().stream().noneMatch((slot) -> isMissing(slot, urgent)))
				? this.settings.surge().of(this.slots.size()) : 0;
	}

	private boolean isMissing(Slot slot, boolean urgent) {
		WorkerHandle worker = slot.worker();
		boolean missed = !slot.isRetired() && !this.crashes.staysDown(slot) && !(urgent && this.crashes.isHeld(slot));
		return missed && (worker == null || worker.state() != WorkerState.READY);
	}

	@Override
	public void replace(Slot slot, WorkerReason reason, Recycling.Outcome outcome) {
		this.replacements.replace(slot, slot.generation(), reason, (result) -> outcome
			.ended((result.kind() != ReplacementResult.Kind.REPLACED) ? failure(result.failure()) : null));
	}

	private static String failure(@Nullable String told) {
		return (told != null) ? told : "it was not replaced";
	}

	@Override
	public boolean isReplacing(Slot slot) {
		return this.replacements.isReplacing(slot);
	}

	@Override
	public int size() {
		return this.scaling.wanted();
	}

	@Override
	public int empty() {
		return (int) this.slots.all()
			.stream()
			.filter((slot) -> !slot.isRetired() && this.crashes.staysDown(slot))
			.count();
	}

	@Override
	public boolean isQuiet() {
		return isCalm() && !this.crashes.isTroubled();
	}

	@Override
	public boolean isOpenTo(int size) {
		return this.scaling.isOpenTo(size);
	}

	private boolean isCalm() {
		return this.state.get() == ClusterState.RUNNING && !this.reloads.isRunning();
	}

	@Override
	public CompletableFuture<ScaleOutcome> scale(int size) {
		return this.scaling.scale(size);
	}

}
