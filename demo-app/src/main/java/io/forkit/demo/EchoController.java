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

import java.time.Duration;

import io.forkit.process.ProcessTemplate;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Hands what a user typed to a program, as exactly one argument. No shell sees it, so
 * nothing in it needs to be quoted.
 */
@RestController
class EchoController {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final ProcessTemplate processes;

	EchoController(ProcessTemplate processes) {
		this.processes = processes;
	}

	@GetMapping("/echo")
	Echo echo(@RequestParam String text) {
		if (text.indexOf('\0') != -1) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "'text' must not contain a NUL character");
		}
		String output = this.processes.execFile("printf", "%s", text).timeout(TIMEOUT).run().stdout();
		return new Echo(text, output);
	}

	/**
	 * What went in and what came out.
	 *
	 * @param argument the argument of the program
	 * @param output the output of the program
	 */
	record Echo(String argument, String output) {

	}

}
