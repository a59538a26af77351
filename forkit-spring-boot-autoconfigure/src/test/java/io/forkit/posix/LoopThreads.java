package io.forkit.posix;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * Looks at the threads of event loops: one that is told of the same thing for ever does
 * not fail, it burns.
 */
public final class LoopThreads {

	private LoopThreads() {
	}

	public static Duration cpuTime(String name) {
		long nanos = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals(name))
			.mapToLong((thread) -> Math.max(ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()), 0))
			.sum();
		return Duration.ofNanos(nanos);
	}

}
