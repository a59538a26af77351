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

package io.forkit.demo;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.log.LogMessage;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Never answers. Shows that even a worker that is stuck ends together with its primary.
 */
@RestController
@ConditionalOnProperty("demo.spin.enabled")
class SpinController {

	private static final Log logger = LogFactory.getLog(SpinController.class);

	private final Whoami whoami;

	SpinController(Whoami whoami) {
		this.whoami = whoami;
	}

	@GetMapping("/spin")
	void spin() {
		logger.info(LogMessage.format("Spinning for ever in pid %d", this.whoami.pid()));
		while (true) {
			Thread.onSpinWait();
		}
	}

}
