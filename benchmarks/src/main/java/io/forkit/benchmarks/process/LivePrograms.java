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

package io.forkit.benchmarks.process;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sees to it that no program of this JVM lives longer than it does, whenever it ends.
 */
final class LivePrograms {

	private static final int ATTEMPTS = 100;

	private static boolean ended;

	private LivePrograms() {
	}

	static synchronized void start(Peer peer, List<String> command, LiveChild child) throws Exception {
		if (ended) {
			throw new IllegalStateException("The run is being ended");
		}
		peer.live(command, child);
	}

	/**
	 * Kill all programs and let no more be started.
	 */
	static synchronized void end() {
		ended = true;
		// Twice none: a peer may start a program a moment after it was told to.
		int none = 0;
		for (int i = 0; i < ATTEMPTS && none < 2; i++) {
			List<ProcessHandle> programs = ProcessHandle.current().descendants().toList();
			programs.forEach(ProcessHandle::destroyForcibly);
			none = programs.isEmpty() ? none + 1 : 0;
			try {
				TimeUnit.MILLISECONDS.sleep(20);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
