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

import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Says who answers, at once or after a while.
 */
@RestController
class WhoamiController {

	private static final int MAX_MILLIS = 60_000;

	private static final Log logger = LogFactory.getLog(WhoamiController.class);

	private final AtomicLong requests = new AtomicLong();

	private final Whoami whoami;

	WhoamiController(Whoami whoami) {
		this.whoami = whoami;
	}

	@GetMapping("/")
	Answer whoami() {
		return new Answer(this.whoami.slot(), this.whoami.worker(), this.whoami.pid(), this.requests.incrementAndGet());
	}

	@GetMapping("/slow")
	Answer slow(@RequestParam(defaultValue = "500") int millis) {
		if (millis < 0 || millis > MAX_MILLIS) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "'millis' must be between 0 and " + MAX_MILLIS);
		}
		logger.info(LogMessage.format("Answering in %d ms", millis));
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "Interrupted while waiting", ex);
		}
		return whoami();
	}

	/**
	 * What a worker answers about itself.
	 *
	 * @param slot the slot that it fills, or {@code null} without a cluster
	 * @param worker its id, or {@code null} without a cluster
	 * @param pid its process id
	 * @param requests how many requests it has answered here
	 */
	record Answer(@Nullable Integer slot, @Nullable Integer worker, long pid, long requests) {

	}

}
