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

import io.forkit.cluster.ClusterLifecycle;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application that wants workers is an ordinary one in a test.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE, properties = "forkit.cluster.workers=2")
class SpringBootTestDoesNotForkTests {

	@Autowired
	private ApplicationContext context;

	@Test
	void theApplicationRunsInTheTest() {
		assertThatItRunsHere(this.context);
	}

	@Test
	void soDoesOneThatATestStartsByItself() {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext own = application.run("--forkit.cluster.workers=2")) {
			assertThatItRunsHere(own);
		}
	}

	private static void assertThatItRunsHere(ApplicationContext context) {
		assertThat(context.getBean("ofTheApplication")).isEqualTo("here");
		assertThat(context.getEnvironment().getProperty("forkit.cluster.role")).isEqualTo("single");
		assertThat(context.getBeanNamesForType(ClusterLifecycle.class)).isEmpty();
		assertThat(ProcessHandle.current().children()).isEmpty();
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		String ofTheApplication() {
			return "here";
		}

	}

}
