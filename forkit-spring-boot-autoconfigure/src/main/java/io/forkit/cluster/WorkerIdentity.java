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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What makes a process a worker: three variables in its environment.
 *
 * @param id the id of the worker
 * @param slot its slot
 * @param channel the number of the descriptor that leads to the primary
 * @since 0.1.0
 */
public record WorkerIdentity(int id, int slot, int channel) {

	/** The variable with the id. */
	public static final String ID_VARIABLE = "FORKIT_WORKER_ID";

	/** The variable with the slot. */
	public static final String SLOT_VARIABLE = "FORKIT_WORKER_SLOT";

	/** The variable with the number of the descriptor, the same as Node's. */
	public static final String CHANNEL_VARIABLE = "NODE_CHANNEL_FD";

	/**
	 * The variable that is set where the primary, and so the worker, writes to a
	 * terminal.
	 */
	public static final String TERMINAL_VARIABLE = "FORKIT_WORKER_TERMINAL";

	/**
	 * Return the identity of this process.
	 * @return the identity, or {@code null} if this process is no worker
	 */
	public static @Nullable WorkerIdentity ofThisProcess() {
		return from(System.getenv());
	}

	static @Nullable WorkerIdentity from(Map<String, String> environment) {
		try {
			WorkerIdentity identity = new WorkerIdentity(number(environment, ID_VARIABLE),
					number(environment, SLOT_VARIABLE), number(environment, CHANNEL_VARIABLE));
			return identity.hasChannel() ? identity : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	private static int number(Map<String, String> environment, String name) {
		return Integer.parseInt(environment.getOrDefault(name, ""));
	}

	/**
	 * A program that a worker has started through {@code ProcessBuilder} inherits the
	 * variables but not the descriptor.
	 */
	private boolean hasChannel() {
		try {
			Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + this.channel));
			return target.toString().startsWith("socket:");
		}
		catch (IOException ex) {
			return false;
		}
	}

}
