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

package io.forkit.cluster.worker;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What the threads of this JVM do, as the JVM itself prints it at SIGQUIT.
 */
final class ThreadDump {

	private static final int DEEPEST = 256;

	private ThreadDump() {
	}

	/**
	 * Describe all threads, with the locks that they have and wait for.
	 * @return the text
	 */
	static String take() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		ThreadInfo[] all = threads.dumpAllThreads(threads.isObjectMonitorUsageSupported(),
				threads.isSynchronizerUsageSupported(), DEEPEST);
		StringBuilder text = new StringBuilder();
		Arrays.stream(all)
			.sorted(Comparator.comparing(ThreadInfo::getThreadId))
			.forEach((thread) -> append(text, thread));
		String deadlock = deadlock();
		if (!deadlock.isEmpty()) {
			text.append("Threads that wait for each other: ").append(deadlock).append('\n');
		}
		return text.toString();
	}

	/**
	 * Look for threads that wait for each other.
	 * @return who waits for whom, or nothing
	 */
	static String deadlock() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long[] ids = threads.isSynchronizerUsageSupported() ? threads.findDeadlockedThreads()
				: threads.findMonitorDeadlockedThreads();
		if (ids == null) {
			return "";
		}
		return Arrays.stream(threads.getThreadInfo(ids))
			.filter((thread) -> thread != null)
			.map((thread) -> "\"%s\" waits for %s that \"%s\" has".formatted(thread.getThreadName(),
					thread.getLockName(), thread.getLockOwnerName()))
			.collect(Collectors.joining("; "));
	}

	private static void append(StringBuilder text, ThreadInfo thread) {
		text.append('"')
			.append(thread.getThreadName())
			.append("\" #")
			.append(thread.getThreadId())
			.append(thread.isDaemon() ? " daemon " : " ")
			.append(thread.getThreadState())
			.append('\n');
		StackTraceElement[] stack = thread.getStackTrace();
		for (int depth = 0; depth < stack.length; depth++) {
			text.append("\tat ").append(stack[depth]).append('\n');
			if (depth == 0) {
				appendWaiting(text, thread, thread.getLockInfo());
			}
			for (MonitorInfo monitor : thread.getLockedMonitors()) {
				if (monitor.getLockedStackDepth() == depth) {
					text.append("\t- locked ").append(monitor).append('\n');
				}
			}
		}
		for (LockInfo lock : thread.getLockedSynchronizers()) {
			text.append("\t- owns ").append(lock).append('\n');
		}
		text.append('\n');
	}

	private static void appendWaiting(StringBuilder text, ThreadInfo thread, @Nullable LockInfo lock) {
		if (lock != null) {
			text.append("\t- waiting for ").append(lock);
			if (thread.getLockOwnerName() != null) {
				text.append(", which \"")
					.append(thread.getLockOwnerName())
					.append("\" #")
					.append(thread.getLockOwnerId())
					.append(" has");
			}
			text.append('\n');
		}
	}

}
