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
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;

import io.forkit.process.engine.EngineProcess;
import io.forkit.process.engine.Launch;
import io.forkit.process.engine.Loop;
import io.forkit.process.engine.ProcessEngine;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Node's test of a signal that cannot be sent, with engines that send none.
 */
class NodeEnforcementTests extends AbstractProcessTests {

	@ParameterizedTest
	@EnumSource(names = { "NATIVE", "JDK" })
	@DisplayName("test/parallel/test-child-process-exec-kill-throws.js: what keeps forkit from ending a program is the cause")
	void signalThatCannotBeSent(EngineChoice engine) {
		CommandOptions options = new CommandOptions();
		options.maxBuffer = 10;
		options.killGrace = GRACE;
		options.drainTimeout = DRAIN;
		try (TemplateContext context = new TemplateContext(
				(background) -> new Powerless(EngineFactory.create(engine, background)), null, ExecutablePolicy.ALL,
				null, SecretMasks.DEFAULTS, new CommandObservations(ObservationRegistry.NOOP, null))) {
			CommandSpec spec = new DefaultCommandSpec(context, List.of("head", "-c", "20", "/dev/zero"), options);
			assertThatExceptionOfType(OutputLimitException.class).isThrownBy(spec::run)
				.withStackTraceContaining("not permitted")
				// Other than in Node what was read is not lost.
				.satisfies((ex) -> assertThat(ex.getResult().orElseThrow().stdoutBytes()).hasSize(10));
		}
	}

	/**
	 * An engine whose programs cannot be signalled.
	 *
	 * @param engine does all the rest
	 */
	private record Powerless(ProcessEngine engine) implements ProcessEngine {

		@Override
		public String name() {
			return this.engine.name();
		}

		@Override
		public Loop loop() {
			return this.engine.loop();
		}

		@Override
		public List<EngineProcess> start(List<Launch> launches) throws IOException {
			return this.engine.start(launches).stream().map(Powerless::powerless).toList();
		}

		private static EngineProcess powerless(EngineProcess process) {
			return (EngineProcess) Proxy.newProxyInstance(EngineProcess.class.getClassLoader(),
					new Class<?>[] { EngineProcess.class }, (proxy, method, args) -> {
						if (method.getName().startsWith("signal")) {
							throw new IOException("not permitted");
						}
						try {
							return method.invoke(process, args);
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					});
		}

		@Override
		public void close() {
			this.engine.close();
		}

	}

}
