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

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.forkit.posix.ProcessSnapshot;
import io.forkit.posix.Signal;
import io.forkit.process.CommandMarker;
import io.forkit.process.ProcessEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * The processes that this worker has started, and what these have. When the primary is
 * gone nobody else ends them. Detached ones are left alone.
 */
final class OwnProcesses {

	private OwnProcesses() {
	}

	/**
	 * Kill them all.
	 * @throws IOException if they cannot be found, or one cannot be killed
	 */
	static void kill() throws IOException {
		for (ProcessSnapshot.Descendant process : ProcessSnapshot.take().ownSession(marker())) {
			process.signal(Signal.SIGKILL);
		}
	}

	private static byte @Nullable [] marker() {
		String value = ProcessEnvironment.inherited().get(CommandMarker.VARIABLE);
		return (value != null) ? (CommandMarker.VARIABLE + "=" + value).getBytes(StandardCharsets.UTF_8) : null;
	}

}
