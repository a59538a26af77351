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
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockFilterConfig;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletConfig;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ServletWarmUp} and {@link WarmUpHandlerMapping}.
 */
class ServletWarmUpTests {

	private static final AtomicInteger touched = new AtomicInteger();

	private final WarmUpRequest warmUp = new WarmUpRequest();

	private final DispatcherServlet dispatcher = new DispatcherServlet();

	private final ServletWarmUp filter = new ServletWarmUp(this.warmUp, () -> this.dispatcher);

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	@BeforeEach
	void start() throws ServletException {
		AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
		context.register(Application.class);
		this.dispatcher.setApplicationContext(context);
		context.setServletContext(new MockServletContext());
		context.refresh();
		this.dispatcher.init(new MockServletConfig("dispatcher"));
		touched.set(0);
	}

	@Test
	void theFrameworkAnswersWithNothingOfTheApplication() throws Exception {
		for (int i = 0; i < 2; i++) {
			MockHttpServletResponse current = new MockHttpServletResponse();
			MockFilterChain chain = new MockFilterChain();
			this.filter.doFilter(request(this.warmUp.header()), current, chain);
			assertThat(current.getStatus()).isEqualTo(200);
			assertThat(current.getContentAsString()).contains("\"warm\":true").contains("\"of\":\"forkit\"");
			assertThat(chain.getRequest()).isNull();
		}
		assertThat(touched).hasValue(0);
	}

	@Test
	void theRequestOfAClientIsLikeAnyOther() throws Exception {
		for (String header : new String[] { "", new WarmUpRequest().header() }) {
			MockFilterChain chain = new MockFilterChain();
			MockHttpServletRequest request = request(header);
			this.filter.doFilter(request, this.response, chain);
			assertThat(chain.getRequest()).isSameAs(request);
			this.dispatcher.service(request, new MockHttpServletResponse());
		}
		assertThat(touched.get()).isPositive();
	}

	@Test
	void withoutADispatcherThereIsAnAnswerAllTheSame() throws Exception {
		new ServletWarmUp(this.warmUp, () -> null).doFilter(request(this.warmUp.header()), this.response,
				new MockFilterChain());
		assertThat(this.response.getStatus()).isEqualTo(204);
		MockHttpServletResponse other = new MockHttpServletResponse();
		new ServletWarmUp(this.warmUp, DispatcherServlet::new).doFilter(request(this.warmUp.header()), other,
				new MockFilterChain());
		assertThat(other.getStatus()).isEqualTo(204);
	}

	@Test
	void itIsWhereTheFrameworkIs() {
		assertThat(path("", "/")).isEqualTo("/forkit-warm-up");
		assertThat(path("/shop", "/")).isEqualTo("/shop/forkit-warm-up");
		assertThat(path("/shop", "/api/*")).isEqualTo("/shop/api/forkit-warm-up");
	}

	private String path(String contextPath, String mapping) {
		ServletRegistration registration = mock(ServletRegistration.class);
		given(registration.getClassName()).willReturn(DispatcherServlet.class.getName());
		given(registration.getMappings()).willReturn(List.of(mapping));
		MockServletContext context = new MockServletContext() {

			@Override
			public Map<String, ? extends ServletRegistration> getServletRegistrations() {
				return Map.of("dispatcher", registration);
			}

		};
		context.setContextPath(contextPath);
		this.filter.init(new MockFilterConfig(context));
		return this.warmUp.path();
	}

	private MockHttpServletRequest request(String header) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", this.warmUp.path());
		if (!header.isEmpty()) {
			String[] parts = header.split(": ");
			request.addHeader(parts[0], parts[1]);
		}
		return request;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebMvc
	static class Application implements WebMvcConfigurer {

		@Bean
		WarmUpHandlerMapping warmUpHandlerMapping(ObjectProvider<RequestMappingHandlerAdapter> adapter) {
			return new WarmUpHandlerMapping(() -> adapter.getObject().getMessageConverters());
		}

		@Bean
		Everything everything() {
			return new Everything();
		}

		@Bean
		Advice advice() {
			return new Advice();
		}

		@Override
		public void addInterceptors(InterceptorRegistry registry) {
			registry.addInterceptor(new HandlerInterceptor() {

				@Override
				public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
					touched.incrementAndGet();
					return true;
				}

			});
		}

	}

	@RestController
	static class Everything {

		@RequestMapping("/**")
		String anything() {
			touched.incrementAndGet();
			return "";
		}

	}

	@ControllerAdvice
	static class Advice {

		@ModelAttribute
		void always() {
			touched.incrementAndGet();
		}

		@ExceptionHandler
		void failed(Exception ex) {
			touched.incrementAndGet();
		}

	}

}
