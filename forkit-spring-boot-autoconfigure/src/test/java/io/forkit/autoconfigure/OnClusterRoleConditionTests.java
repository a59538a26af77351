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

import io.forkit.cluster.ClusterRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OnClusterRoleCondition}.
 */
class OnClusterRoleConditionTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withUserConfiguration(Beans.class);

	@ParameterizedTest
	@CsvSource({ "primary, PRIMARY", "worker, WORKER", "single, SINGLE", "WORKER, WORKER" })
	void aBeanIsThereInItsRole(String role, ClusterRole expected) {
		this.runner.withPropertyValues("forkit.cluster.role=" + role).run((context) -> {
			assertThat(context.containsBean("primary")).isEqualTo(expected == ClusterRole.PRIMARY);
			assertThat(context.containsBean("worker")).isEqualTo(expected == ClusterRole.WORKER);
			assertThat(context.containsBean("clustered")).isEqualTo(expected != ClusterRole.SINGLE);
			assertThat(context.containsBean("single")).isEqualTo(expected == ClusterRole.SINGLE);
		});
	}

	@Test
	void withoutARoleAProcessIsAlone() {
		this.runner.run((context) -> assertThat(context.getBeanNamesForType(String.class)).containsExactly("single"));
	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		@ConditionalOnClusterRole(ClusterRole.PRIMARY)
		String primary() {
			return "";
		}

		@Bean
		@ConditionalOnClusterRole(ClusterRole.WORKER)
		String worker() {
			return "";
		}

		@Bean
		@ConditionalOnClusterRole({ ClusterRole.PRIMARY, ClusterRole.WORKER })
		String clustered() {
			return "";
		}

		@Bean
		@ConditionalOnClusterRole(ClusterRole.SINGLE)
		String single() {
			return "";
		}

	}

}
