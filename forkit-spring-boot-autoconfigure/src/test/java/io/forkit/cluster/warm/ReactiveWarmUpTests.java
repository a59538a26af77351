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

import java.util.HashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.observation.Observation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactiveWarmUp}.
 */
class ReactiveWarmUpTests {

	private static final AtomicInteger touched = new AtomicInteger();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(
			Application.class);

	private final WarmUpRequest warmUp = this.context.getBean(WarmUpRequest.class);

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void theFrameworkAnswersWithNothingOfTheApplication() {
		touched.set(0);
		MockServerHttpResponse response = handle(request(this.warmUp));
		assertThat(response.getBodyAsString().block()).isEqualTo("{\"warm\":true}");
		assertThat(touched).hasValue(0);
	}

	@Test
	void theRequestOfAClientIsLikeAnyOther() {
		touched.set(0);
		assertThat(handle(request(new WarmUpRequest())).getBodyAsString().block()).isEqualTo("anything");
		assertThat(touched).hasValue(2);
	}

	@Test
	void itIsNotObserved() {
		ReactiveWarmUp filter = this.context.getBean(ReactiveWarmUp.class);
		assertThat(filter.test("http.server.requests", observed(this.warmUp))).isFalse();
		assertThat(filter.test("http.server.requests", observed(new WarmUpRequest()))).isTrue();
		assertThat(filter.test("other", new Observation.Context())).isTrue();
	}

	private static ServerRequestObservationContext observed(WarmUpRequest request) {
		return new ServerRequestObservationContext(request(request), new MockServerHttpResponse(), new HashMap<>());
	}

	private static MockServerHttpRequest request(WarmUpRequest request) {
		String[] header = request.header().split(": ");
		return MockServerHttpRequest.get(request.path()).header(header[0], header[1]).build();
	}

	private MockServerHttpResponse handle(MockServerHttpRequest request) {
		MockServerHttpResponse response = new MockServerHttpResponse();
		WebHttpHandlerBuilder.applicationContext(this.context).build().handle(request, response).block();
		return response;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebFlux
	static class Application {

		@Bean
		WarmUpRequest warmUpRequest() {
			return new WarmUpRequest();
		}

		@Bean
		ReactiveWarmUp reactiveWarmUp(WarmUpRequest warmUp, ObjectProvider<DispatcherHandler> dispatcher,
				ObjectProvider<ServerCodecConfigurer> codecs) {
			return new ReactiveWarmUp(warmUp, dispatcher::getIfUnique, codecs::getObject);
		}

		@Bean
		@Order(0)
		WebFilter filter() {
			return (exchange, chain) -> {
				touched.incrementAndGet();
				return chain.filter(exchange);
			};
		}

		@Bean
		Everything everything() {
			return new Everything();
		}

	}

	@RestController
	static class Everything {

		@RequestMapping("/**")
		String anything() {
			touched.incrementAndGet();
			return "anything";
		}

	}

}
