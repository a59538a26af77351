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

package io.forkit.cluster.shared;

/**
 * Two processes that share something, for tests of other packages.
 */
public final class TwoProcesses implements AutoCloseable {

	private final TestProcesses processes = new TestProcesses(SharedStateLimits.DEFAULTS);

	private final SharedState first = this.processes.worker(1).state();

	private final SharedState second = this.processes.worker(2).state();

	public SharedState first() {
		return this.first;
	}

	public SharedState second() {
		return this.second;
	}

	@Override
	public void close() {
		this.processes.close();
	}

}
