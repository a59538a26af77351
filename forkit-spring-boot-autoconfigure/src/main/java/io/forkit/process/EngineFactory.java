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

package io.forkit.process;

import java.io.IOException;
import java.util.concurrent.Executor;

import io.forkit.posix.PosixSupport;
import io.forkit.process.engine.JdkEngine;
import io.forkit.process.engine.NativeEngine;
import io.forkit.process.engine.ProcessEngine;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Makes the engine that was chosen.
 */
final class EngineFactory {

	private static final Log logger = LogFactory.getLog(EngineFactory.class);

	private EngineFactory() {
	}

	static ProcessEngine create(EngineChoice choice, Executor background) throws IOException {
		if (choice == EngineChoice.JDK) {
			return jdk("it was chosen", background);
		}
		String missing = PosixSupport.missing();
		if (missing == null) {
			logger.debug("Programs are started by the native engine");
			return new NativeEngine(background);
		}
		if (choice == EngineChoice.NATIVE) {
			throw new IOException("the native engine was chosen but cannot be used here because " + missing);
		}
		return jdk(missing, background);
	}

	private static ProcessEngine jdk(String reason, Executor background) {
		logger.info("Programs are started by the jdk engine because " + reason);
		logger.debug("The limits of the jdk engine: " + String.join(" ", JdkEngine.limits()));
		return new JdkEngine(reason, background);
	}

}
