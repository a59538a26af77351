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
 * The log of the loops. A child that has nothing to log does not load a logging system.
 */
final class LoopLog {

	private LoopLog() {
	}

	static void error(String message, Throwable failure) {
		Holder.logger.error(message, failure);
	}

	static void warn(String message, Throwable failure) {
		Holder.logger.warn(message, failure);
	}

	private static final class Holder {

		private static final Log logger = LogFactory.getLog(TaskLoop.class);

	}

}
