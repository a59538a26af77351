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

package io.forkit.servers;

import java.time.Duration;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

import org.springframework.core.log.LogMessage;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says who answers, at once or after a while.
 */
@RestController
class ReactiveController {

	private static final Log logger = LogFactory.getLog(ReactiveController.class);

	@GetMapping("/")
	Map<String, Long> whoami() {
		return Map.of("pid", ProcessHandle.current().pid());
	}

	@GetMapping("/loop")
	String loop() {
		return Thread.currentThread().getName();
	}

	/** What no handler should do: it holds an event loop up. */
	@GetMapping("/block")
	Map<String, Long> block(@RequestParam int millis) throws InterruptedException {
		logger.info(LogMessage.format("Blocking in %d", ProcessHandle.current().pid()));
		Thread.sleep(millis);
		return whoami();
	}

	@GetMapping("/slow")
	Mono<Map<String, Long>> slow(@RequestParam(defaultValue = "500") int millis) {
		logger.info(LogMessage.format("Answering in %d ms", millis));
		return Mono.delay(Duration.ofMillis(millis)).map((tick) -> whoami());
	}

}
