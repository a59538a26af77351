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

import io.forkit.process.child.ParentProcess;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;

/**
 * An application to be forked. Its argument, if any, is its profile.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class ForkedApplication {

	public static void main(String[] args) throws InterruptedException {
		SpringApplication application = new SpringApplication(ForkedApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setAdditionalProfiles(args);
		application.run(args);
		if (args.length > 0) {
			Thread.currentThread().join();
		}
	}

	@Bean
	@Profile("answering")
	Answering answering(ParentProcess parent) {
		return new Answering(parent);
	}

	record Question(int one, int other) {

	}

	record Answer(int product) {

	}

	/**
	 * Answers questions, and says when it is destroyed.
	 */
	static final class Answering implements AutoCloseable {

		private final ParentProcess parent;

		Answering(ParentProcess parent) {
			this.parent = parent;
			parent.onMessage(Question.class,
					(question, exchange) -> exchange.send(new Answer(question.one() * question.other())));
		}

		@Override
		public void close() {
			this.parent.send("destroyed, connected: " + this.parent.isConnected());
		}

	}

}
