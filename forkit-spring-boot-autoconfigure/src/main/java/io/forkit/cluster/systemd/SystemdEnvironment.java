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

package io.forkit.cluster.systemd;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What systemd has put into the environment of a service, see {@code sd_notify(3)},
 * {@code sd_watchdog_enabled(3)} and {@code sd_listen_fds(3)}.
 *
 * @param notifySocket where messages go to, or {@code null} if none are expected
 * @param watchdog how often a sign of life is expected, or {@code null} if it is not
 * @param sockets how many descriptors were passed, from {@value #FIRST_SOCKET} on
 * @param names their names, as many as are known
 * @param storeSize how many descriptors systemd keeps for the service
 * @since 0.1.0
 */
public record SystemdEnvironment(@Nullable String notifySocket, @Nullable Duration watchdog, int sockets,
		List<String> names, int storeSize) {

	/** The number of the first descriptor that was passed. */
	public static final int FIRST_SOCKET = 3;

	public SystemdEnvironment {
		names = List.copyOf(names);
	}

	/**
	 * Read what is meant for a process.
	 * @param variables the variables
	 * @param pid the process: a program that it has started may have inherited them
	 * @return what is there
	 */
	public static SystemdEnvironment of(Map<String, String> variables, long pid) {
		String notifySocket = variables.get("NOTIFY_SOCKET");
		boolean known = notifySocket != null && (notifySocket.startsWith("/") || notifySocket.startsWith("@"));
		boolean watched = isFor(pid, variables.get("WATCHDOG_PID"), true);
		long watchdog = watched ? number(variables.get("WATCHDOG_USEC")) : 0;
		boolean listening = isFor(pid, variables.get("LISTEN_PID"), false);
		long sockets = listening ? Math.min(number(variables.get("LISTEN_FDS")), Short.MAX_VALUE) : 0;
		String names = variables.get("LISTEN_FDNAMES");
		return new SystemdEnvironment(known ? notifySocket : null,
				(watchdog > 0) ? Duration.of(watchdog, ChronoUnit.MICROS) : null, (int) sockets,
				(names != null && sockets > 0) ? List.of(names.split(":", -1)) : List.of(),
				(int) Math.min(number(variables.get("FDSTORE")), Short.MAX_VALUE));
	}

	private static boolean isFor(long pid, @Nullable String value, boolean withoutValue) {
		return (value != null) ? number(value) == pid : withoutValue;
	}

	private static long number(@Nullable String value) {
		try {
			return (value != null) ? Math.max(0, Long.parseLong(value.trim())) : 0;
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	/**
	 * Return whether systemd expects or passes anything.
	 * @return whether it does
	 */
	public boolean isPresent() {
		return this.notifySocket != null || this.sockets > 0;
	}

	/**
	 * Return the name of a descriptor.
	 * @param index which one, from 0
	 * @return the name, or {@code unknown} as systemd calls those without
	 */
	public String name(int index) {
		return (index < this.names.size()) ? this.names.get(index) : "unknown";
	}

}
