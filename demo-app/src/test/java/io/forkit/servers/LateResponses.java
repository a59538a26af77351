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

package io.forkit.servers;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Has Tomcat take its time between the end of a servlet and the moment when the response
 * is written, as a busy machine may.
 */
public class LateResponses {

	private static final Duration DELAY = Duration.ofMillis(500);

	@Bean
	WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> lateResponsesCustomizer() {
		return (factory) -> factory.addEngineValves(new LateValve());
	}

	/**
	 * Outside of all that the request goes through.
	 */
	private static final class LateValve extends ValveBase {

		LateValve() {
			super(true);
		}

		@Override
		public void invoke(Request request, Response response) throws IOException, ServletException {
			getNext().invoke(request, response);
			long start = System.nanoTime();
			while (System.nanoTime() - start < DELAY.toNanos()) {
				LockSupport.parkNanos(DELAY.toNanos());
			}
		}

	}

}
