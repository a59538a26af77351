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

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Gets the worker that serves it into trouble.
 */
@RestController
public class TroubleController {

	private static final List<byte[]> garbage = new ArrayList<>();

	/**
	 * Start something that lives on when this process is gone, in a session of its own
	 * and without a parent.
	 * @return who has started it
	 * @throws IOException if it cannot be started
	 */
	@GetMapping("/daemon")
	long daemon() throws IOException {
		new ProcessBuilder("sh", "-c", "(setsid sleep 987654 &)").start();
		return ProcessHandle.current().pid();
	}

	/**
	 * Fill the heap, for ever.
	 * @param kilobytes how much to leave free at most
	 */
	@GetMapping("/heap")
	void heap(@RequestParam int kilobytes) {
		System.out.println("Filling the heap of pid " + ProcessHandle.current().pid());
		while (true) {
			try {
				while (true) {
					garbage.add(new byte[kilobytes * 1024]);
				}
			}
			catch (OutOfMemoryError ex) {
				// Once more.
			}
		}
	}

}
