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
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.forkit.cluster.autoscale.AutoscaleDecision;
import io.forkit.cluster.autoscale.AutoscaleSettings;
import io.forkit.cluster.capacity.CapacityReport;
import io.forkit.cluster.capacity.ClusterCapacity;
import io.forkit.cluster.recycle.RecycleLimits;
import io.forkit.cluster.recycle.RecyclePolicy;
import org.jspecify.annotations.Nullable;

/**
 * The standbys of a cluster, the recycling of its workers, and their number. Belongs to
 * the thread of the supervisor but for what others may ask.
 */
final class Capacity implements ClusterCapacity {

	private final CapacitySettings settings;

	private final Means means;

	private final Standbys standbys;

	private final Recycling recycling;

	private final @Nullable Autoscaling autoscaling;

	private volatile CapacityReport latest = CapacityReport.NONE;

	Capacity(CapacitySettings settings, Means means) {
		this.settings = settings;
		this.means = means;
		SupervisorLoop loop = means.loop();
		this.standbys = new Standbys(settings, means.probe(), loop, means.slots(), means.listeners(), means.restarts(),
				means.generation());
		this.recycling = new Recycling(settings.recycle(),
				new RecyclePolicy(settings.recycle(), () -> ThreadLocalRandom.current().nextDouble()),
				new Recycling.Means(loop, means.slots(), means.memory(), means.steering(), means.steering(),
						means.listener()));
		AutoscaleSettings autoscale = settings.autoscale();
		this.autoscaling = (autoscale != null)
				? new Autoscaling(autoscale,
						new Autoscaling.Means(loop, means.slots(), means.listeners(), means.memory(), means.steering()))
				: null;
	}

	Standbys standbys() {
		return this.standbys;
	}

	/** The cluster runs. */
	void start() {
		this.standbys.start();
		this.recycling.start();
		if (this.autoscaling != null) {
			this.autoscaling.start();
		}
		changed();
	}

	/** The cluster stops. */
	void stop() {
		this.recycling.stop();
		if (this.autoscaling != null) {
			this.autoscaling.stop();
		}
	}

	/**
	 * A worker is in another state.
	 * @param worker the worker
	 */
	void changed(WorkerHandle worker) {
		this.standbys.changed(worker);
		changed();
	}

	private void changed() {
		this.latest = take();
	}

	@Override
	public CapacityReport latest() {
		return this.latest;
	}

	@Override
	public CompletableFuture<CapacityReport> report() {
		return call(this::take);
	}

	@Override
	public CompletableFuture<RecycleLimits> recycle(UnaryOperator<RecycleLimits> change) {
		return call(() -> this.recycling.limits(change));
	}

	private <T> CompletableFuture<T> call(Supplier<T> action) {
		CompletableFuture<T> result = new CompletableFuture<>();
		this.means.loop().execute(() -> {
			try {
				T value = action.get();
				changed();
				result.completeAsync(() -> value, Replies.executor());
			}
			catch (RuntimeException | Error ex) {
				result.completeExceptionally(ex);
			}
		});
		return result;
	}

	private CapacityReport take() {
		return new CapacityReport(
				new CapacityReport.Standby(this.settings.standby(), this.standbys.ready(), this.standbys.activations()),
				new CapacityReport.Recycle(this.recycling.limits(), this.settings.recycle().checkInterval(),
						this.settings.recycle().minReady(), this.recycling.cgroup(), this.recycling.counts(),
						this.recycling.uses(), this.recycling.last()),
				(this.autoscaling != null) ? autoscale(this.autoscaling) : null);
	}

	private CapacityReport.Autoscale autoscale(Autoscaling current) {
		AutoscaleDecision last = current.last();
		return new CapacityReport.Autoscale(current.settings().min(), current.settings().max(),
				this.means.steering().size(), current.utilisation(), current.queue(), current.ups(), current.downs(),
				(last != null) ? last.text() : null, current.lastTime());
	}

	/**
	 * What it needs.
	 *
	 * @param loop the thread
	 * @param slots the slots
	 * @param listeners the sockets
	 * @param restarts starts workers
	 * @param generation returns what new ones run
	 * @param listener told of what is done
	 * @param steering does it
	 * @param memory reads memory
	 * @param probe lets workers make requests
	 */
	record Means(SupervisorLoop loop, Slots slots, SharedListeners listeners, Restarts restarts,
			Supplier<Generation> generation, ClusterListener listener, Steering steering, MemoryReader memory,
			WorkerProbe probe) {

	}

}
