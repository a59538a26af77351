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

package io.forkit.cluster.operate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.forkit.cluster.ClusterLifecycle;
import io.forkit.posix.Signal;
import io.forkit.posix.SignalHandlers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Lets SIGHUP reload the cluster, SIGTTIN add a worker and SIGTTOU take one away.
 *
 * @since 0.1.0
 */
public final class OperationSignals {

	private static final Log logger = LogFactory.getLog(OperationSignals.class);

	private static final int TERMINAL_AFTER_NAME = 5;

	private OperationSignals() {
	}

	/**
	 * Handle the signals of this process from now on.
	 * @param cluster what they are about
	 */
	public static void install(ClusterLifecycle cluster) {
		if (hasTerminal()) {
			// It is how a terminal says that it goes: the JVM ends then, as ever.
			logger.debug("SIGHUP ends this process, because it has a controlling terminal");
		}
		else {
			install(Signal.SIGHUP, cluster::reload);
		}
		install(Signal.SIGTTIN, () -> cluster.scaleBy(1));
		install(Signal.SIGTTOU, () -> cluster.scaleBy(-1));
	}

	private static void install(Signal signal, Runnable action) {
		boolean installed = SignalHandlers.install(signal, (received, before) -> {
			logger.info(received + " was received");
			try {
				action.run();
			}
			catch (IllegalStateException ex) {
				logger.warn("%s has no effect: %s".formatted(received, ex.getMessage()));
			}
		});
		if (!installed) {
			logger.debug(signal + " keeps its meaning: it is ignored, as under nohup, or the JVM runs with -Xrs");
		}
	}

	/** See {@code tty_nr} in {@code proc(5)}. */
	private static boolean hasTerminal() {
		try {
			String stat = Files.readString(Path.of("/proc/self/stat"));
			// The name may have spaces and parentheses itself.
			String[] fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ");
			return !"0".equals(fields[TERMINAL_AFTER_NAME - 1]);
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

}
