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

package io.forkit.cluster.leader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

import io.forkit.cluster.worker.ClusterWorker;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * A worker that writes down what it does as the leader.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableScheduling
public class LeaderApplication {

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(LeaderApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(Map.of("spring.main.keep-alive", "true", "spring.main.banner-mode", "off",
				"logging.level.root", "warn"));
		ConfigurableApplicationContext context = application.run(args);
		ClusterWorker worker = ClusterWorker.current();
		worker.onMessage(String.class, (command, exchange) -> exchange.send(answer(context, worker, command)));
	}

	private static Object answer(ConfigurableApplicationContext context, ClusterWorker worker, String command) {
		switch (command) {
			case "leads" -> {
				return worker.isLeader();
			}
			case "has-bean" -> {
				return context.getBeanProvider(LeaderBean.class).getIfAvailable() != null;
			}
			case "refuse" -> AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
			default -> throw new IllegalArgumentException(command);
		}
		return "done";
	}

	@Bean
	Jobs jobs(ClusterLeadership leadership, @Value("${log}") Path log) {
		return new Jobs(leadership, log);
	}

	@Bean
	@ConditionalOnClusterLeader
	LeaderBean leaderBean() {
		return new LeaderBean();
	}

	static class LeaderBean {

	}

	/**
	 * Each line says which term begins or ends a run. One write appends it whole.
	 */
	static class Jobs {

		private final ClusterLeadership leadership;

		private final Path log;

		Jobs(ClusterLeadership leadership, Path log) {
			this.leadership = leadership;
			this.log = log;
		}

		@LeaderOnly
		@Scheduled(fixedRate = 3)
		void run() throws IOException, InterruptedException {
			long term = this.leadership.term();
			write("begin", term);
			// What the next leader must not come in between with.
			Thread.sleep(4);
			write("end", term);
		}

		private void write(String what, long term) throws IOException {
			Files.writeString(this.log, "%s %d %d%n".formatted(what, term, ProcessHandle.current().pid()),
					StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}

	}

}
