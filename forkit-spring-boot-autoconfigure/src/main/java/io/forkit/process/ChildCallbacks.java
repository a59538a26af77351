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

package io.forkit.process;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What the user wants to be told about a program.
 */
final class ChildCallbacks {

	private static final Log logger = LogFactory.getLog(ChildCallbacks.class);

	Consumer<ChildProcess> spawned = (child) -> {
	};

	BiConsumer<ChildProcess, ExitStatus> exited = (child, status) -> {
	};

	BiConsumer<ChildProcess, ProcessResult> closed = (child, result) -> {
	};

	BiConsumer<ChildProcess, Throwable> failed = (child, failure) -> {
	};

	ChildCallbacks() {
	}

	ChildCallbacks(ChildCallbacks other) {
		this.spawned = other.spawned;
		this.exited = other.exited;
		this.closed = other.closed;
		this.failed = other.failed;
	}

	void addSpawned(Consumer<ChildProcess> callback) {
		this.spawned = this.spawned.andThen((child) -> guard(() -> callback.accept(child)));
	}

	void addExited(BiConsumer<ChildProcess, ExitStatus> callback) {
		this.exited = this.exited.andThen((child, status) -> guard(() -> callback.accept(child, status)));
	}

	void addClosed(BiConsumer<ChildProcess, ProcessResult> callback) {
		this.closed = this.closed.andThen((child, result) -> guard(() -> callback.accept(child, result)));
	}

	void addFailed(BiConsumer<ChildProcess, Throwable> callback) {
		this.failed = this.failed.andThen((child, failure) -> guard(() -> callback.accept(child, failure)));
	}

	/** One that fails is no reason not to call the next one. */
	private static void guard(Runnable callback) {
		try {
			callback.run();
		}
		catch (Exception ex) {
			logger.error("A callback has failed", ex);
		}
	}

}
