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
import java.util.List;
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

	private static final EngineInfo NATIVE = new EngineInfo("native", null, List.of());

	private EngineFactory() {
	}

	/**
	 * Tell which engine it would be, without making it.
	 * @param choice what was chosen
	 * @return the engine
	 */
	static EngineInfo describe(EngineChoice choice) {
		if (choice == EngineChoice.JDK) {
			return new EngineInfo("jdk", "it was chosen", JdkEngine.limits());
		}
		String missing = PosixSupport.missing();
		if (missing == null) {
			return NATIVE;
		}
		return (choice == EngineChoice.NATIVE)
				? new EngineInfo("native", missing, List.of("No program can be started."))
				: new EngineInfo("jdk", missing, JdkEngine.limits());
	}

	static ProcessEngine create(EngineChoice choice, Executor background) throws IOException {
		EngineInfo info = describe(choice);
		String reason = info.reason();
		if (reason == null) {
			logger.debug("Programs are started by the native engine");
			return new NativeEngine(background);
		}
		if (choice == EngineChoice.NATIVE) {
			throw new IOException("the native engine was chosen but cannot be used here because " + reason);
		}
		logger.info("Programs are started by the jdk engine because " + reason);
		logger.debug("The limits of the jdk engine: " + String.join(" ", info.limits()));
		return new JdkEngine(reason, background);
	}

}
