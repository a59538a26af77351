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

import java.io.IOException;
import java.util.function.Supplier;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.DispatcherServlet;

/**
 * Takes the request past all other filters to the dispatcher, so that neither the
 * security of the application nor its metrics have to do with it.
 *
 * @since 0.1.0
 */
public final class ServletWarmUp implements Filter {

	private final WarmUpRequest warmUp;

	private final Supplier<@Nullable DispatcherServlet> dispatcher;

	/**
	 * Create a filter, which must be the first one.
	 * @param warmUp the request
	 * @param dispatcher returns the dispatcher, or {@code null} if there is none
	 */
	public ServletWarmUp(WarmUpRequest warmUp, Supplier<@Nullable DispatcherServlet> dispatcher) {
		this.warmUp = warmUp;
		this.dispatcher = dispatcher;
	}

	/** Servers refuse what is for no servlet before they ask a filter. */
	@Override
	public void init(FilterConfig config) {
		ServletContext context = config.getServletContext();
		this.warmUp.under(context.getContextPath() + context.getServletRegistrations()
			.values()
			.stream()
			.filter((registration) -> DispatcherServlet.class.getName().equals(registration.getClassName()))
			.findFirst()
			.map(ServletWarmUp::prefix)
			.orElse(""));
	}

	private static String prefix(ServletRegistration registration) {
		return registration.getMappings()
			.stream()
			.filter((mapping) -> mapping.endsWith("/*"))
			.findFirst()
			.map((mapping) -> mapping.substring(0, mapping.length() - 2))
			.orElse("");
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!(request instanceof HttpServletRequest http)
				|| !this.warmUp.isKnownBy(http.getHeader(WarmUpRequest.NAME))) {
			chain.doFilter(request, response);
			return;
		}
		request.setAttribute(WarmUpRequest.NAME, Boolean.TRUE);
		DispatcherServlet servlet = this.dispatcher.get();
		// One that nobody has initialized cannot be asked.
		if (servlet != null && servlet.getServletConfig() != null) {
			servlet.service(request, response);
		}
		else {
			((HttpServletResponse) response).setStatus(HttpServletResponse.SC_NO_CONTENT);
		}
	}

}
