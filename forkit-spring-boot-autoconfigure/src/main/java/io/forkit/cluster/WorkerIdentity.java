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
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What makes a process a worker: variables in its environment.
 *
 * @param id the id of the worker
 * @param slot its slot
 * @param seat a number that no other worker has at the same time, also none of its slot:
 * that of the slot where it is free
 * @param channel the number of the descriptor that leads to the primary
 * @param handles the number of the descriptor over which sockets come from there
 * @since 0.1.0
 */
public record WorkerIdentity(int id, int slot, int seat, int channel, int handles) {

	/** The variable with the id. */
	public static final String ID_VARIABLE = "FORKIT_WORKER_ID";

	/** The variable with the slot. */
	public static final String SLOT_VARIABLE = "FORKIT_WORKER_SLOT";

	/** The variable with the seat. */
	public static final String SEAT_VARIABLE = "FORKIT_WORKER_SEAT";

	/**
	 * The variable with the number of the descriptor. Not Node's: a Node program that a
	 * worker starts through {@code ProcessBuilder} would inherit the variable without the
	 * descriptor, and end with an error.
	 */
	public static final String CHANNEL_VARIABLE = "FORKIT_CHANNEL_FD";

	/** The variable with the number of the descriptor for sockets. */
	public static final String HANDLES_VARIABLE = "FORKIT_CHANNEL_HANDLE_FD";

	/**
	 * The variable that is set where the primary, and so the worker, writes to a
	 * terminal.
	 */
	public static final String TERMINAL_VARIABLE = "FORKIT_WORKER_TERMINAL";

	/**
	 * The variable that tells whether code of the user chooses the worker for each
	 * connection.
	 */
	static final String CHOSEN_VARIABLE = "FORKIT_WORKER_CHOSEN";

	/**
	 * The variable with the number of the descriptor that is to be the standard output as
	 * soon as the worker has found its primary.
	 */
	public static final String OUTPUT_VARIABLE = "FORKIT_WORKER_OUTPUT_FD";

	/** The variable for the standard error in the same way. */
	public static final String ERROR_VARIABLE = "FORKIT_WORKER_ERROR_FD";

	/** The variable with the directory where configuration files are kept. */
	public static final String CONFIGURATION_VARIABLE = "FORKIT_WORKER_CONFIGURATION";

	/**
	 * The variable that tells whether what is kept is to be read instead of the files
	 * themselves.
	 */
	public static final String CONFIGURATION_HELD_VARIABLE = "FORKIT_WORKER_CONFIGURATION_HELD";

	static final Set<String> VARIABLES = Set.of(ID_VARIABLE, SLOT_VARIABLE, SEAT_VARIABLE, CHANNEL_VARIABLE,
			HANDLES_VARIABLE, TERMINAL_VARIABLE, CHOSEN_VARIABLE, OUTPUT_VARIABLE, ERROR_VARIABLE,
			CONFIGURATION_VARIABLE, CONFIGURATION_HELD_VARIABLE);

	/**
	 * Return the identity of this process.
	 * @return the identity, or {@code null} if this process is no worker
	 */
	public static @Nullable WorkerIdentity ofThisProcess() {
		return from(System.getenv());
	}

	/**
	 * Return whether code of the user chooses between this worker and others.
	 * @return whether it chooses
	 */
	public static boolean isChosen() {
		return Boolean.parseBoolean(System.getenv(CHOSEN_VARIABLE));
	}

	static @Nullable WorkerIdentity from(Map<String, String> environment) {
		try {
			WorkerIdentity identity = new WorkerIdentity(number(environment, ID_VARIABLE),
					number(environment, SLOT_VARIABLE), number(environment, SEAT_VARIABLE),
					number(environment, CHANNEL_VARIABLE), number(environment, HANDLES_VARIABLE));
			return isSocket(identity.channel()) && isSocket(identity.handles()) ? identity : null;
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
	private static boolean isSocket(int descriptor) {
		try {
			Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
			return target.toString().startsWith("socket:");
		}
		catch (IOException ex) {
			return false;
		}
	}

}
