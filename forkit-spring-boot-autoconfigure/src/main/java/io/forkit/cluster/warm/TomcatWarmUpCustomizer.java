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

package io.forkit.cluster.warm;

import org.apache.catalina.Valve;
import org.apache.catalina.valves.AbstractAccessLogValve;

import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Keeps the request out of Tomcat's access log, unless the application has a condition of
 * its own for that.
 *
 * @since 0.1.0
 */
public final class TomcatWarmUpCustomizer implements WebServerFactoryCustomizer<TomcatWebServerFactory>, Ordered {

	@Override
	public void customize(TomcatWebServerFactory factory) {
		for (Valve valve : factory.getEngineValves()) {
			if (valve instanceof AbstractAccessLogValve log && log.getConditionUnless() == null) {
				log.setConditionUnless(WarmUpRequest.NAME);
			}
		}
	}

	/** After whoever adds the log. */
	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

}
