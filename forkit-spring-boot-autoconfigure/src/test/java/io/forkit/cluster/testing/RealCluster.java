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

package io.forkit.cluster.testing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

import io.forkit.cluster.Cluster;
import io.forkit.cluster.ClusterEvent;
import io.forkit.cluster.ClusterLifecycle;
import io.forkit.cluster.ClusterSettings;
import io.forkit.cluster.LeaderInfo;
import io.forkit.cluster.LeaderSettings;
import io.forkit.cluster.Worker;
import io.forkit.cluster.WorkerProgram;
import io.forkit.cluster.shared.SharedState;
import io.forkit.cluster.shared.SharedStateHolder;
import io.forkit.cluster.shared.SharedStateLimits;
import io.forkit.posix.Credentials;
import org.awaitility.Awaitility;

/**
 * A cluster whose workers run an application of a test, and of which this JVM is the
 * primary.
 */
public final class RealCluster implements AutoCloseable {

	private final List<ClusterEvent> events = new CopyOnWriteArrayList<>();

	private final SharedStateHolder shared = new SharedStateHolder(SharedStateLimits.DEFAULTS);

	private final ClusterLifecycle lifecycle;

	private RealCluster(int workers, Class<?> application, List<String> arguments, LeaderSettings leaderSettings) {
		WorkerProgram program = new WorkerProgram(application.getName(), arguments,
				List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx96m"), Map.of(), false, Credentials.SAME);
		ClusterSettings settings = new ClusterSettings(workers, Duration.ofSeconds(20), Duration.ofSeconds(5),
				new ClusterSettings.Restart(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ZERO), null,
				program);
		this.lifecycle = new ClusterLifecycle(settings, leaderSettings, List.of(this.shared.topic()),
				(event) -> this.events.add((ClusterEvent) event));
	}

	public static RealCluster start(int workers, Class<?> application, List<String> arguments,
			LeaderSettings leaderSettings) {
		RealCluster cluster = new RealCluster(workers, application, arguments, leaderSettings);
		cluster.lifecycle.start();
		cluster.lifecycle.awaitStarted();
		return cluster;
	}

	public Cluster cluster() {
		return this.lifecycle;
	}

	public SharedState shared() {
		return this.shared.state();
	}

	public List<ClusterEvent> events() {
		return this.events;
	}

	public Worker leader() {
		return this.lifecycle.leader().map(LeaderInfo::worker).flatMap(this.lifecycle::worker).orElseThrow();
	}

	public <T> T ask(Worker worker, String command, Class<T> answer) {
		return worker.request(command, answer).timeout(Duration.ofSeconds(30)).join();
	}

	public static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(45)).pollInterval(Duration.ofMillis(10)).until(condition);
	}

	@Override
	public void close() {
		this.lifecycle.stop();
	}

}
