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

import java.util.Map;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Takes the request past all other filters to the dispatcher of WebFlux, and answers it
 * there, as a handler of the application would. It is not observed, which WebFlux does
 * before all filters.
 *
 * @since 0.1.0
 */
public final class ReactiveWarmUp implements WebFilter, HandlerMapping, ObservationPredicate, Ordered {

	private final WarmUpRequest warmUp;

	private final Supplier<@Nullable DispatcherHandler> dispatcher;

	private final Supplier<ServerCodecConfigurer> codecs;

	/**
	 * Create a filter that is a mapping as well, both of which must be the first.
	 * @param warmUp the request
	 * @param dispatcher returns the dispatcher, or {@code null} if there is none
	 * @param codecs returns what reads and writes for the application
	 */
	public ReactiveWarmUp(WarmUpRequest warmUp, Supplier<@Nullable DispatcherHandler> dispatcher,
			Supplier<ServerCodecConfigurer> codecs) {
		this.warmUp = warmUp;
		this.dispatcher = dispatcher;
		this.codecs = codecs;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (!isWarmUp(exchange.getRequest())) {
			return chain.filter(exchange);
		}
		DispatcherHandler handler = this.dispatcher.get();
		if (handler == null) {
			return exchange.getResponse().setComplete();
		}
		exchange.getAttributes().put(WarmUpRequest.NAME, Boolean.TRUE);
		return handler.handle(exchange);
	}

	private boolean isWarmUp(@Nullable ServerHttpRequest request) {
		return request != null && this.warmUp.isKnownBy(request.getHeaders().getFirst(WarmUpRequest.NAME));
	}

	/** Says what is to be observed. */
	@Override
	public boolean test(String name, Observation.Context context) {
		return !(context instanceof ServerRequestObservationContext server && isWarmUp(server.getCarrier()));
	}

	@Override
	public Mono<Object> getHandler(ServerWebExchange exchange) {
		if (exchange.getAttribute(WarmUpRequest.NAME) == null) {
			return Mono.empty();
		}
		exchange.getAttributes()
			.put(RouterFunctions.REQUEST_ATTRIBUTE, ServerRequest.create(exchange, this.codecs.get().getReaders()));
		HandlerFunction<ServerResponse> handler = ReactiveWarmUp::answer;
		return Mono.just(handler);
	}

	private static Mono<ServerResponse> answer(ServerRequest request) {
		return ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(Map.of("warm", true));
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
