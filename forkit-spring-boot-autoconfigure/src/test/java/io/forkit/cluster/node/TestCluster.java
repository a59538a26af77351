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

package io.forkit.cluster.node;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

import io.forkit.cluster.Cluster;
import io.forkit.cluster.ClusterEvent;
import io.forkit.cluster.ClusterLifecycle;
import io.forkit.cluster.ClusterSettings;
import io.forkit.cluster.Worker;
import io.forkit.cluster.WorkerEvent;
import io.forkit.cluster.WorkerProgram;
import io.forkit.posix.Credentials;
import org.awaitility.Awaitility;

/**
 * A cluster of which this JVM is the primary, and that remembers its events.
 */
final class TestCluster implements AutoCloseable {

	private final List<ClusterEvent> events = new CopyOnWriteArrayList<>();

	private final ClusterLifecycle lifecycle;

	private TestCluster(int workers, List<String> arguments, Map<String, String> environment) {
		WorkerProgram program = new WorkerProgram(WorkerApplication.class.getName(), arguments,
				List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-Dforkit.test=yes"), environment,
				false, Credentials.SAME);
		ClusterSettings.Restart restart = new ClusterSettings.Restart(Duration.ofSeconds(1), Duration.ofSeconds(1),
				Duration.ZERO);
		ClusterSettings settings = new ClusterSettings(workers, Duration.ofSeconds(10), Duration.ofSeconds(5), restart,
				null, program);
		this.lifecycle = new ClusterLifecycle(settings, (event) -> this.events.add((ClusterEvent) event));
	}

	static TestCluster start(int workers) {
		return start(workers, List.of(), Map.of());
	}

	static TestCluster start(int workers, List<String> arguments, Map<String, String> environment) {
		TestCluster cluster = new TestCluster(workers, arguments, environment);
		cluster.lifecycle.start();
		cluster.lifecycle.awaitStarted();
		return cluster;
	}

	Cluster cluster() {
		return this.lifecycle;
	}

	Worker worker(int id) {
		return this.lifecycle.worker(id).orElseThrow();
	}

	List<ClusterEvent> events() {
		return this.events;
	}

	/** Return what has happened to a worker, but for its messages and states. */
	List<String> eventsOf(int id) {
		return this.events.stream()
			.filter((event) -> event instanceof WorkerEvent of && of.getWorker().id() == id
					&& !(event instanceof WorkerEvent.Message))
			.map((event) -> event.getClass().getSimpleName())
			.toList();
	}

	/** Return the plain messages of a worker that nobody listened for. */
	List<Object> messagesOf(int id) {
		return this.events.stream()
			.filter((event) -> event instanceof WorkerEvent.Message of && of.getWorker().id() == id)
			.<Object>map((event) -> ((WorkerEvent.Message) event).getMessage())
			.toList();
	}

	<T> T ask(Worker worker, String command, Class<T> answer) {
		return worker.request(command, answer).timeout(Duration.ofSeconds(20)).join();
	}

	static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).until(condition);
	}

	@Override
	public void close() {
		this.lifecycle.stop();
	}

}
