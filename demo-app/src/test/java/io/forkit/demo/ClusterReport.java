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

package io.forkit.demo;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What {@code /actuator/cluster} answers.
 *
 * @param state the state of the cluster
 * @param pid the primary
 * @param uptime how long the cluster has been there
 * @param size the number of slots
 * @param ready the number of workers that are ready
 * @param listeners what the cluster listens on
 * @param workers the workers
 * @param breakers why which slot gets no worker
 */
public record ClusterReport(String state, long pid, Duration uptime, int size, int ready, List<Listener> listeners,
		List<Worker> workers, List<Breaker> breakers) {

	public List<Worker> readyWorkers() {
		return this.workers.stream().filter((worker) -> worker.state().equals("READY")).toList();
	}

	public boolean allReady() {
		return this.workers.size() == this.size && readyWorkers().size() == this.size && this.ready == this.size;
	}

	/**
	 * Whether each slot has a ready worker, or is not to have one.
	 * @return {@code true} if nothing is to be expected
	 */
	public boolean settled() {
		List<Worker> members = this.workers.stream().filter((worker) -> !worker.standby()).toList();
		return members.size() == this.size && this.workers.stream()
			.allMatch(
					(worker) -> worker.state().equals(worker.standby() ? "STANDBY" : "READY") || broken(worker.slot()));
	}

	/**
	 * Whether a slot gets no worker because too many of them have crashed.
	 * @param slot the slot
	 * @return {@code true} if its breaker or that of the cluster is not closed
	 */
	public boolean broken(int slot) {
		return this.breakers.stream().anyMatch((breaker) -> breaker.slot() == null || breaker.slot() == slot);
	}

	/**
	 * Whether the cluster has given up: nobody serves, and nobody will before a worker is
	 * tried.
	 * @return {@code true} if connections are refused for that
	 */
	public boolean givenUp() {
		return !this.breakers.isEmpty() && this.workers.stream()
			.filter((worker) -> !worker.standby())
			.allMatch((worker) -> worker.state().equals("EXITED") && broken(worker.slot()));
	}

	/**
	 * What the cluster listens on.
	 *
	 * @param host the address
	 * @param port the port
	 */
	public record Listener(String host, int port) {

	}

	/**
	 * What keeps a slot empty.
	 *
	 * @param slot the slot, or {@code null} for all
	 * @param state whether a worker is tried
	 * @param reason why
	 * @param text the same for people
	 * @param trials how many workers were tried in vain
	 */
	public record Breaker(@Nullable Integer slot, String state, String reason, String text, int trials) {

	}

	/**
	 * A worker.
	 *
	 * @param slot its slot
	 * @param id its id
	 * @param pid its process id
	 * @param state its state
	 * @param uptime how long it has been there
	 * @param restarts how often its slot has been filled again
	 * @param lastExit how the worker before it ended
	 * @param load how busy it is
	 * @param generation which version of the application it runs
	 * @param health what is wrong with it
	 */
	public record Worker(int slot, int id, long pid, String state, Duration uptime, int restarts,
			@Nullable String lastExit, @Nullable Load load, int generation, @Nullable Health health) {

		/** Return whether it waits for a slot. */
		public boolean standby() {
			return this.slot < 0;
		}

	}

	/**
	 * How busy a worker is.
	 *
	 * @param connections the open connections
	 * @param gate the state of its gate
	 * @param gateClosings how often it was closed
	 * @param shedConnections how many connections it has let go
	 */
	public record Load(int connections, String gate, long gateClosings, long shedConnections) {

	}

	/**
	 * What is wrong with a worker.
	 *
	 * @param condition what
	 * @param hung whether it is taken for hung
	 */
	public record Health(String condition, boolean hung) {

	}

}
