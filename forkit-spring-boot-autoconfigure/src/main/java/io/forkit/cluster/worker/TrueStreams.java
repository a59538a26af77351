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
import java.util.Map;

import io.forkit.cluster.WorkerIdentity;
import io.forkit.posix.Fd;
import io.forkit.posix.StandardStreams;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The standard streams of the primary, which a worker has at other numbers until it has
 * found the primary: what it writes before that the primary reads.
 */
final class TrueStreams {

	private static final Log logger = LogFactory.getLog(ClusterWorker.class);

	private TrueStreams() {
	}

	/**
	 * Write to the true streams from now on. To be called once.
	 * @param environment tells where they are; they are where they belong if it does not
	 */
	static void putIntoPlace(Map<String, String> environment) {
		putIntoPlace(environment.get(WorkerIdentity.OUTPUT_VARIABLE), 1);
		putIntoPlace(environment.get(WorkerIdentity.ERROR_VARIABLE), 2);
	}

	private static void putIntoPlace(@Nullable String number, int stream) {
		if (number == null) {
			return;
		}
		try (Fd descriptor = Fd.inherited(Integer.parseInt(number))) {
			StandardStreams.replace(stream, descriptor);
		}
		catch (IOException | NumberFormatException ex) {
			// The primary goes on to pass on what comes.
			logger.debug("Descriptor %s cannot be made stream %d".formatted(number, stream), ex);
		}
	}

}
