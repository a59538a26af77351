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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Reads all that comes and answers a little later, on servers of both kinds.
 */
@RestController
public class DelayedHelloController {

	private static final int DELAY_MILLIS = 5;

	@PostMapping("/hello")
	CompletionStage<String> hello(@RequestBody String body) {
		return CompletableFuture.supplyAsync(() -> "Hello to " + body.length(),
				CompletableFuture.delayedExecutor(DELAY_MILLIS, TimeUnit.MILLISECONDS));
	}

}
