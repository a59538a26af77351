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

package io.forkit.cluster.shared;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.forkit.cluster.worker.ClusterWorker;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A worker that shares what a test says.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SharedApplication {

	private static final List<String> HEARD = new CopyOnWriteArrayList<>();

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(SharedApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(Map.of("spring.main.keep-alive", "true", "spring.main.banner-mode", "off",
				"logging.level.root", "warn", "forkit.cluster.caches.evict", "true"));
		ConfigurableApplicationContext context = application.run(args);
		SharedState state = context.getBean(SharedState.class);
		state.topic("news", News.class)
			.subscribe((broadcast) -> HEARD.add(broadcast.worker() + " " + broadcast.message().text()));
		ClusterWorker.current()
			.onMessage(String.class,
					(command, exchange) -> exchange.send(answer(context, state, command.split(" ", 3))));
	}

	private static Object answer(ConfigurableApplicationContext context, SharedState state, String[] command) {
		switch (command[0]) {
			case "put" -> map(state).put(command[1], new News(command[2]));
			case "get" -> {
				News news = map(state).get(command[1]);
				return (news != null) ? news.text() : "none";
			}
			case "fill" -> {
				for (int i = 0; i < Integer.parseInt(command[1]); i++) {
					map(state).put("key " + i, new News(command[2] + i));
				}
			}
			case "size" -> {
				return String.valueOf(map(state).size());
			}
			case "count" -> {
				for (int i = 0; i < Integer.parseInt(command[1]); i++) {
					state.counter("hits").incrementAndGet();
				}
			}
			case "broadcast" -> state.topic("news", News.class).broadcast(new News(command[1])).join();
			case "heard" -> {
				return String.join(",", HEARD);
			}
			case "cache" -> context.getBean(CacheManager.class).getCache("prices").put(command[1], command[2]);
			case "cached" -> {
				String value = context.getBean(CacheManager.class).getCache("prices").get(command[1], String.class);
				return (value != null) ? value : "none";
			}
			case "evict" -> context.getBean(CacheManager.class).getCache("prices").evict(command[1]);
			default -> throw new IllegalArgumentException(command[0]);
		}
		return "done";
	}

	private static ClusterMap<String, News> map(SharedState state) {
		return state.map("news", String.class, News.class);
	}

	@Bean
	CacheManager cacheManager() {
		return new ConcurrentMapCacheManager("prices");
	}

	record News(String text) {

	}

}
