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

import java.util.ArrayList;
import java.util.List;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes all memory of a worker for a while.
 */
@RestController
public class MemoryController {

	private static final int LARGE = 1 << 20;

	private static final int SMALL = 1 << 8;

	@GetMapping("/exhaust")
	String exhaust(@RequestParam int millis) throws InterruptedException {
		List<byte[]> blocks = new ArrayList<>();
		long end = System.nanoTime() + millis * 1_000_000L;
		int size = LARGE;
		while (System.nanoTime() - end < 0) {
			try {
				blocks.add(new byte[size]);
			}
			catch (OutOfMemoryError ex) {
				size = Math.max(SMALL, size / 2);
				Thread.sleep(1);
			}
		}
		return blocks.size() + " blocks";
	}

}
