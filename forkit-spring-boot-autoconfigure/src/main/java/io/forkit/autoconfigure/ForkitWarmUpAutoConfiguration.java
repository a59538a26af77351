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

package io.forkit.autoconfigure;

import java.util.List;

import io.forkit.cluster.ClusterRole;
import io.forkit.cluster.warm.DispatcherAtStart;
import io.forkit.cluster.warm.ReactiveWarmUp;
import io.forkit.cluster.warm.ServletWarmUp;
import io.forkit.cluster.warm.TomcatWarmUpCustomizer;
import io.forkit.cluster.warm.WarmUpHandlerMapping;
import io.forkit.cluster.warm.WarmUpRequest;
import jakarta.servlet.Filter;
import org.apache.catalina.startup.Tomcat;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.util.StringUtils;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Auto-configuration of what answers a standby that warms itself up.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClusterRole(ClusterRole.WORKER)
@ConditionalOnProperty(name = "forkit.cluster.standby-warm-up.enabled", havingValue = "true", matchIfMissing = true)
@Conditional(OnStandbyCondition.class)
public final class ForkitWarmUpAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass({ Filter.class, DispatcherServlet.class })
	static class ServletConfiguration {

		@Bean
		WarmUpRequest warmUpRequest() {
			return new WarmUpRequest();
		}

		@Bean
		FilterRegistrationBean<ServletWarmUp> servletWarmUp(WarmUpRequest warmUp,
				ObjectProvider<DispatcherServlet> dispatcher) {
			FilterRegistrationBean<ServletWarmUp> registration = new FilterRegistrationBean<>(
					new ServletWarmUp(warmUp, dispatcher::getIfUnique));
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

		@Bean
		WarmUpHandlerMapping warmUpHandlerMapping(
				@Qualifier("requestMappingHandlerAdapter") ObjectProvider<RequestMappingHandlerAdapter> adapter) {
			return new WarmUpHandlerMapping(() -> adapter.stream()
				.findFirst()
				.map(RequestMappingHandlerAdapter::getMessageConverters)
				.orElseGet(List::of));
		}

		@Bean
		static DispatcherAtStart dispatcherAtStart(Environment environment) {
			int order = environment.getProperty("spring.mvc.servlet.load-on-startup", Integer.class, -1);
			return new DispatcherAtStart((order >= 0) ? order : 1);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tomcat.class, TomcatWebServerFactory.class })
	static class TomcatConfiguration {

		@Bean
		TomcatWarmUpCustomizer tomcatWarmUpCustomizer() {
			return new TomcatWarmUpCustomizer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnClass(DispatcherHandler.class)
	static class ReactiveConfiguration {

		@Bean
		WarmUpRequest warmUpRequest(Environment environment) {
			// As Boot reads it.
			String base = environment.getProperty("spring.webflux.base-path", "").trim();
			String path = StringUtils.trimTrailingCharacter(base, '/');
			return new WarmUpRequest((path.isEmpty() || path.startsWith("/")) ? path : "/" + path);
		}

		@Bean
		ReactiveWarmUp reactiveWarmUp(WarmUpRequest warmUp, ObjectProvider<DispatcherHandler> dispatcher,
				ObjectProvider<ServerCodecConfigurer> codecs) {
			return new ReactiveWarmUp(warmUp, dispatcher::getIfUnique, codecs::getObject);
		}

	}

}
