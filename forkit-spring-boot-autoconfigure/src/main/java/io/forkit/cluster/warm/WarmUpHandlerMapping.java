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

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.context.support.StaticWebApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Answers the request as a controller of the application would, by the same means but
 * without its interceptors, its advice and its controllers.
 *
 * @since 0.1.0
 */
public final class WarmUpHandlerMapping implements HandlerMapping, Ordered {

	private static final Log logger = LogFactory.getLog(WarmUpHandlerMapping.class);

	private final Supplier<List<HttpMessageConverter<?>>> converters;

	private @Nullable RequestMappingHandlerAdapter adapter;

	/**
	 * Create a mapping.
	 * @param converters returns what writes the answers of the application
	 */
	public WarmUpHandlerMapping(Supplier<List<HttpMessageConverter<?>>> converters) {
		this.converters = converters;
	}

	@Override
	public @Nullable HandlerExecutionChain getHandler(HttpServletRequest request) {
		return (request.getAttribute(WarmUpRequest.NAME) != null)
				? new HandlerExecutionChain((HttpRequestHandler) this::handle) : null;
	}

	private void handle(HttpServletRequest request, HttpServletResponse response) {
		try {
			ModelAndView none = adapter().handle(request, response,
					new HandlerMethod(this, WarmUpHandlerMapping.class.getDeclaredMethod("answer", String.class)));
			if (none != null) {
				throw new IllegalStateException("An answer must have no view");
			}
		}
		catch (Exception ex) {
			// Handlers of the application would take it for a failure of its own.
			logger.debug("The request that is to warm this worker up has failed", ex);
			response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
		}
	}

	/** One of its own: that of the application knows what belongs to all controllers. */
	private synchronized RequestMappingHandlerAdapter adapter() {
		RequestMappingHandlerAdapter created = this.adapter;
		if (created == null) {
			StaticWebApplicationContext context = new StaticWebApplicationContext();
			context.refresh();
			created = new RequestMappingHandlerAdapter();
			created.setApplicationContext(context);
			List<HttpMessageConverter<?>> writers = this.converters.get();
			if (!writers.isEmpty()) {
				created.setMessageConverters(writers);
			}
			created.afterPropertiesSet();
			this.adapter = created;
		}
		return created;
	}

	@ResponseBody
	Map<String, Object> answer(@RequestParam(name = "of", defaultValue = "forkit") String of) {
		return Map.of("warm", true, "of", of);
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
