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

package io.forkit.ipc;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The log of the channels. A forked JVM that has nothing to say loads no logging system.
 */
final class ChannelLog {

	private static final Log logger = LogFactory.getLog(MessageChannel.class);

	private ChannelLog() {
	}

	static void error(String message, Throwable cause) {
		logger.error(message, cause);
	}

	static void warn(String message) {
		logger.warn(message);
	}

	static void trace(String message, Throwable cause) {
		logger.trace(message, cause);
	}

}
