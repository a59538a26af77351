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

import java.nio.file.Path;
import java.time.Duration;

import io.forkit.cluster.watch.HealthSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the watch over the workers.
 *
 * @param enabled Whether workers are watched.
 * @param heartbeat When a worker gives no sign of life.
 * @param gcTimeout How long a worker may do nothing but collect garbage.
 * @param swapTimeout How long a worker may give no sign of life while it waits for memory
 * that is swapped out, or for the disk.
 * @param startTimeout How long a worker may take until it is ready. Zero for no limit.
 * @param deadlockInterval How often a worker looks for threads that wait for each other.
 * Zero for never.
 * @param onHang What becomes of a worker that is taken for hung.
 * @param onStopped What becomes of a worker that somebody has stopped, by SIGSTOP, or
 * holds with a debugger.
 * @param onDeadlock What becomes of a worker with threads that wait for each other.
 * @param onSlowStart What becomes of a worker that is not ready in time.
 * @param probe What to ask the server of each worker.
 * @param threadDump Whether what the threads of a hung worker do is written to the log.
 * @param threadDumpTimeout How long that may take.
 * @param heapDump Whether the heap of a hung worker is written to a file.
 * @param heapDumpDirectory Directory for these files.
 * @param heapDumpTimeout How long it may take to write one.
 * @param heapDumpFiles How many of these files are kept in the directory.
 * @since 0.1.0
 */
@ConfigurationProperties("forkit.cluster.health")
public record ForkitHealthProperties(@DefaultValue("true") boolean enabled, @DefaultValue Heartbeat heartbeat,
		@DefaultValue("2m") Duration gcTimeout, @DefaultValue("5m") Duration swapTimeout,
		@DefaultValue("10m") Duration startTimeout, @DefaultValue("30s") Duration deadlockInterval,
		@DefaultValue("replace") HealthSettings.Action onHang, @DefaultValue("report") HealthSettings.Action onStopped,
		@DefaultValue("report") HealthSettings.Action onDeadlock,
		@DefaultValue("report") HealthSettings.Action onSlowStart, @DefaultValue Probe probe,
		@DefaultValue("true") boolean threadDump, @DefaultValue("10s") Duration threadDumpTimeout,
		@DefaultValue("false") boolean heapDump, @DefaultValue(".") Path heapDumpDirectory,
		@DefaultValue("1m") Duration heapDumpTimeout, @DefaultValue("3") int heapDumpFiles) {

	/**
	 * When a worker gives no sign of life.
	 *
	 * @param interval How often it gives one. Zero for never.
	 * @param timeout How long it may be silent without a reason that can be seen.
	 */
	public record Heartbeat(@DefaultValue("2s") Duration interval, @DefaultValue("30s") Duration timeout) {

	}

	/**
	 * What to ask the server of each worker.
	 *
	 * @param path Path to get, as a client would. Without it nothing is asked.
	 * @param interval How often.
	 * @param timeout How long the answer may take.
	 * @param status Status that the answer must have, or the range of it.
	 * @param failures How many failures in a row count.
	 */
	public record Probe(@Nullable String path, @DefaultValue("10s") Duration interval,
			@DefaultValue("10s") Duration timeout, @DefaultValue("200-399") String status,
			@DefaultValue("3") int failures) {

	}

}
