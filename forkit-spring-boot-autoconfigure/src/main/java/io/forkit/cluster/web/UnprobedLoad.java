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

import java.util.function.IntSupplier;

/**
 * How busy a server is, without the requests that forkit itself makes to it.
 *
 * @param load how busy it is with them
 * @param probes how many there are at the moment, each on a connection of its own
 */
record UnprobedLoad(ServerLoad load, IntSupplier probes) implements ServerLoad {

	private int without(int number) {
		return Math.max(0, number - this.probes.getAsInt());
	}

	@Override
	public int connections() {
		return without(this.load.connections());
	}

	@Override
	public boolean canLetGo() {
		return this.load.canLetGo();
	}

	@Override
	public int activeRequests() {
		return without(this.load.activeRequests());
	}

	@Override
	public boolean isAnswering() {
		return this.load.isAnswering();
	}

	@Override
	public int occupied() {
		return without(this.load.occupied());
	}

	@Override
	public Object pool() {
		return (this.load.pool() != this.load) ? this.load.pool() : this;
	}

	@Override
	public int capacity() {
		return this.load.capacity();
	}

}
