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

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import org.junit.jupiter.api.Test;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.servlet.DispatcherServlet;

import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link DispatcherAtStart}.
 */
class DispatcherAtStartTests {

	@Test
	void theDispatcherIsInitializedWhenTheServerStarts() throws Exception {
		ServletRegistration.Dynamic registration = register(new DispatcherServlet());
		verify(registration).setLoadOnStartup(1);
	}

	@Test
	void otherServletsAreLeftAlone() throws Exception {
		ServletRegistration.Dynamic registration = register(new HttpServlet() {
		});
		verify(registration, never()).setLoadOnStartup(1);
		verify(registration).setLoadOnStartup(anyInt());
	}

	private static ServletRegistration.Dynamic register(HttpServlet servlet) throws Exception {
		ServletRegistrationBean<HttpServlet> bean = new ServletRegistrationBean<>(servlet);
		new DispatcherAtStart(1).postProcessAfterInitialization(bean, "servlet");
		ServletRegistration.Dynamic registration = mock(ServletRegistration.Dynamic.class);
		bean.onStartup(new MockServletContext() {

			@Override
			public ServletRegistration.Dynamic addServlet(String name, Servlet added) {
				return registration;
			}

		});
		return registration;
	}

}
