package io.forkit.demo;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Who this process is in the cluster.
 *
 * @param slot the slot that this worker fills, or {@code null} without a cluster
 * @param worker the id of this worker, or {@code null} without a cluster
 * @param pid the process id
 */
record Whoami(@Nullable Integer slot, @Nullable Integer worker, long pid) {

	static Whoami current() {
		return of(System.getenv(), ProcessHandle.current().pid());
	}

	static Whoami of(Map<String, String> environment, long pid) {
		return new Whoami(number(environment.get("FORKIT_WORKER_SLOT")), number(environment.get("FORKIT_WORKER_ID")),
				pid);
	}

	private static @Nullable Integer number(@Nullable String value) {
		return (value != null) ? Integer.valueOf(value) : null;
	}

}
