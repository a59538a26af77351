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

package io.forkit.posix;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What this process does when it gets a signal, in place of what the JVM does: a JVM that
 * is ending ignores the signals that began it.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class SignalHandlers {

	private static final Log logger = LogFactory.getLog(SignalHandlers.class);

	private SignalHandlers() {
	}

	/**
	 * Handle a signal from now on. A signal that whoever started this process has it
	 * ignore, as {@code nohup} does, stays ignored.
	 * @param signal the signal
	 * @param handler called for each one, on a new thread, also while the JVM ends
	 * @return {@code false} if that cannot be done, as where the JVM was started with
	 * {@code -Xrs}
	 */
	public static boolean install(Signal signal, Handler handler) {
		try {
			Bridge.install(signal, handler);
			return true;
		}
		catch (IllegalArgumentException | LinkageError ex) {
			logger.debug(signal + " cannot be handled", ex);
			return false;
		}
	}

	/**
	 * Is called when this process gets a signal.
	 */
	@FunctionalInterface
	public interface Handler {

		/**
		 * The signal has come.
		 * @param signal the signal
		 * @param before does what this process did with the signal before this handler
		 * was installed; for SIGTERM, SIGINT and SIGHUP of a JVM that is to end it, and
		 * does not return
		 */
		void received(Signal signal, Runnable before);

	}

	/** Apart, because the module {@code jdk.unsupported} may be missing. */
	private static final class Bridge {

		static void install(Signal signal, Handler handler) {
			sun.misc.SignalHandler[] before = new sun.misc.SignalHandler[1];
			synchronized (before) {
				before[0] = sun.misc.Signal.handle(new sun.misc.Signal(signal.name().substring("SIG".length())),
						(received) -> handler.received(signal, () -> before(before).handle(received)));
			}
		}

		private static sun.misc.SignalHandler before(sun.misc.SignalHandler[] before) {
			// It may come while it is being installed.
			synchronized (before) {
				return before[0];
			}
		}

	}

}
