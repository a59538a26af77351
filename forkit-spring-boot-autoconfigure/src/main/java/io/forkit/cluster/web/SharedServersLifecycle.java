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

package io.forkit.cluster.web;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Does what the stop of this worker's servers needs besides what they do themselves.
 * <p>
 * No bean may be injected here: those that depend on another one are stopped before that,
 * whatever their phase.
 *
 * @since 0.1.0
 */
public final class SharedServersLifecycle implements SmartLifecycle {

	private final int phase;

	private final Runnable whenStopped;

	private volatile boolean running;

	private SharedServersLifecycle(int phase, Runnable whenStopped) {
		this.phase = phase;
		this.whenStopped = whenStopped;
	}

	/**
	 * Take this worker out of the queues before its servers begin to stop, whatever way
	 * they stop.
	 * @return the part of the life cycle
	 */
	public static SharedServersLifecycle draining() {
		return new SharedServersLifecycle(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1,
				SharedServers::drain);
	}

	/**
	 * Keep the connections open until the responses are written, after the graceful
	 * shutdown and before the servers are stopped.
	 * @return the part of the life cycle
	 */
	public static SharedServersLifecycle answering() {
		return new SharedServersLifecycle(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 1,
				SharedServers::awaitResponses);
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.whenStopped.run();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return this.phase;
	}

}
