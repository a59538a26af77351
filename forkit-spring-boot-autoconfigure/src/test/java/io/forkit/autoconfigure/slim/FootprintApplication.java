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

package io.forkit.autoconfigure.slim;

import java.nio.file.Path;

import org.springframework.aot.AotDetector;
import org.springframework.boot.ApplicationContextFactory;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * An application without a web server, each part of which leaves a footprint.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableScheduling
public class FootprintApplication {

	static final String OWN_FACTORY = "own-factory";

	static final String FAIL = "fail";

	static final String NESTED = "nested";

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(FootprintApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.addInitializers((context) -> {
			if (!AotDetector.useGeneratedArtifacts()) {
				((GenericApplicationContext) context).registerBean("fromInitializer", OfInitializer.class);
			}
			context.getBeanFactory()
				.registerSingleton("singleton", (CommandLineRunner) (arguments) -> Footprint.leave("singleton-runner"));
		});
		if (Boolean.getBoolean(OWN_FACTORY)) {
			application.setApplicationContextFactory(ApplicationContextFactory.of(OwnContext::new));
		}
		application.run(args);
		Footprint.leave("after-run");
	}

	@Bean
	DataSource dataSource() {
		return new DataSource();
	}

	@Bean
	CommandLineRunner runner() {
		return (args) -> {
			Footprint.leave("runner");
			if (Boolean.getBoolean(NESTED)) {
				new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"),
						"-D" + Footprint.DIRECTORY + "=" + System.getProperty(Footprint.DIRECTORY),
						NestedApplication.class.getName())
					.inheritIO()
					.start()
					.waitFor();
			}
		};
	}

	@Scheduled(fixedDelay = 100)
	void scheduled() {
		Footprint.leave("scheduled");
	}

	/**
	 * Connects as soon as it is made, as a pool does.
	 */
	static class DataSource {

		DataSource() {
			Footprint.leave("data-source");
			if (Boolean.getBoolean(FAIL)) {
				throw new IllegalStateException("no connection");
			}
		}

	}

	/**
	 * Registered by an initializer.
	 */
	static class OfInitializer {

		OfInitializer() {
			Footprint.leave("initializer");
		}

	}

	/**
	 * Named by {@code spring.main.sources}.
	 */
	@Configuration(proxyBeanMethods = false)
	static class OfProperty {

		OfProperty() {
			Footprint.leave("source");
		}

	}

	/**
	 * Made by the factory that the application has set.
	 */
	static class OwnContext extends AnnotationConfigApplicationContext {

		OwnContext() {
			Footprint.leave("context");
		}

	}

}
