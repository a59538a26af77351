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

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the capacity of a cluster.
 *
 * @param standby Number of workers that are started and ready, but serve nobody until
 * they take the place of another one.
 * @param standbyWarmUp What a standby is asked before it serves.
 * @param recycle When a worker is replaced that works.
 * @param autoscale When the number of workers follows the load.
 * @since 0.1.0
 */
@ConfigurationProperties("forkit.cluster")
public record ForkitCapacityProperties(@DefaultValue("0") int standby, @DefaultValue StandbyWarmUp standbyWarmUp,
		@DefaultValue Recycle recycle, @DefaultValue Autoscale autoscale) {

	/**
	 * What a standby is asked before it serves, so that its first clients need not wait
	 * for what it has to load and compile.
	 *
	 * @param enabled Whether a standby is asked something.
	 * @param path Path that it gets from its own server. Without it the path of
	 * 'forkit.cluster.health.probe' or of 'forkit.cluster.reload.probe', or else a
	 * request of forkit's own that the framework answers without anything of the
	 * application: no filter, security, controller, metric.
	 * @param requests Number of requests, one after the other.
	 */
	public record StandbyWarmUp(@DefaultValue("true") boolean enabled, @Nullable String path,
			@DefaultValue("50") int requests) {

	}

	/**
	 * When a worker is replaced that works: at any of these limits.
	 *
	 * @param heap Heap in use after a garbage collection, as a share of the largest, such
	 * as '80%', or a size, such as '512MB'.
	 * @param rss Memory of the process in RAM, such as '1GB'.
	 * @param cgroup Share of the memory limit of the control group that all processes in
	 * it use together, such as '90%'. Then the largest worker is replaced.
	 * @param requests Number of requests.
	 * @param age How long the worker has been ready, such as '12h'.
	 * @param jitter By how much the limits of a single worker may be lower, so that not
	 * all reach them at the same time.
	 * @param checkInterval How often the workers are looked at.
	 * @param minReady How long a worker must have been ready to be replaced.
	 */
	public record Recycle(@Nullable String heap, @Nullable String rss, @Nullable String cgroup,
			@Nullable String requests, @Nullable String age, @DefaultValue("10%") String jitter,
			@DefaultValue("5s") Duration checkInterval, @DefaultValue("1m") Duration minReady) {

	}

	/**
	 * When the number of workers follows the load: between a least and a most number.
	 *
	 * @param min Least number of workers. Without it the number of workers at the start.
	 * @param max Most workers. Without it the number of workers does not follow the load.
	 * @param interval How often the load is looked at.
	 * @param upAt Share of the capacity from which on, when it is taken, there are to be
	 * more workers.
	 * @param downAt Share of the capacity below which there are to be fewer workers.
	 * @param queue Number of connections that wait to be accepted from which on there are
	 * to be more workers at once.
	 * @param upStep By how many workers the number grows.
	 * @param downStep By how many workers the number shrinks.
	 * @param smoothing Over what time the share of the capacity is averaged.
	 * @param upPause How long after a change the number does not grow.
	 * @param downAfter How long little must have been taken, and after a change, before
	 * the number shrinks.
	 * @param maxMemory Share of the memory limit of the control group that may be in use
	 * with one more worker, such as '90%'. Without it memory does not matter.
	 */
	public record Autoscale(@Nullable Integer min, @Nullable Integer max, @DefaultValue("1s") Duration interval,
			@DefaultValue("0.75") double upAt, @DefaultValue("0.3") double downAt, @DefaultValue("5") int queue,
			@DefaultValue("2") int upStep, @DefaultValue("1") int downStep, @DefaultValue("10s") Duration smoothing,
			@DefaultValue("5s") Duration upPause, @DefaultValue("2m") Duration downAfter, @Nullable String maxMemory) {

	}

}
