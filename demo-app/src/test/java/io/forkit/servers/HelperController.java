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

import io.forkit.process.ForkedProcess;
import io.forkit.process.ProcessTemplate;
import io.forkit.process.child.ParentProcess;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Has a helper in the worker that serves it, another JVM.
 */
@RestController
public class HelperController {

	private final ProcessTemplate processes;

	private @Nullable ForkedProcess helper;

	HelperController(ProcessTemplate processes) {
		this.processes = processes;
	}

	/**
	 * Start a helper if there is none.
	 * @return its process id
	 */
	@GetMapping("/helper")
	synchronized long helper() {
		ForkedProcess helper = this.helper;
		if (helper == null || !helper.isAlive()) {
			helper = this.processes.fork(Helper.class).jvmArgs("-Xmx16m").start();
			this.helper = helper;
		}
		return helper.pid();
	}

	/**
	 * Answers what it gets as long as its parent is there.
	 */
	static final class Helper {

		private Helper() {
		}

		public static void main(String[] args) {
			ParentProcess parent = ParentProcess.get();
			parent.onMessage(String.class, (message) -> parent.send(message));
		}

	}

}
