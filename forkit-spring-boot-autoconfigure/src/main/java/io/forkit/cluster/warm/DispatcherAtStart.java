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

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * Lets the dispatcher be initialized when the server starts, and not by the first
 * request: nobody waits for the start of a standby.
 *
 * @since 0.1.0
 */
public final class DispatcherAtStart implements BeanPostProcessor {

	private final int order;

	/**
	 * Create a post processor.
	 * @param order when the dispatcher is initialized, among all that are at the start
	 */
	public DispatcherAtStart(int order) {
		this.order = order;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof ServletRegistrationBean<?> registration
				&& registration.getServlet() instanceof DispatcherServlet) {
			registration.setLoadOnStartup(this.order);
		}
		return bean;
	}

}
