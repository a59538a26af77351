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

package io.forkit.benchmarks.cluster.application;

import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says which process answers, with and without Servlets.
 */
@RestController
class BenchmarkController {

	private static final int POLL_MILLIS = 20;

	private final String pid = String.valueOf(ProcessHandle.current().pid());

	@GetMapping("/")
	String pid() {
		return this.pid;
	}

	/**
	 * Take a thread of the server, or hold up an event loop, for as long as a file
	 * exists.
	 * @param file the file
	 * @param pid in which process; another one answers at once
	 * @return the process id
	 * @throws InterruptedException if the application ends meanwhile
	 */
	@GetMapping("/slow")
	String slow(@RequestParam String file, @RequestParam String pid) throws InterruptedException {
		while (pid.equals(this.pid) && Files.exists(Path.of(file))) {
			Thread.sleep(POLL_MILLIS);
		}
		return this.pid;
	}

}
