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

package io.forkit.ipc;

/**
 * How messages look between two processes.
 *
 * @since 0.1.0
 */
public enum WireFormat {

	/**
	 * forkit's own, between JVMs: frames with a length, a version and a type. Knows
	 * requests, acknowledgements, large messages in pieces, many handles at once.
	 */
	FRAMES("frames"),

	/**
	 * Node's {@code json}: lines of JSON, and its messages for handles. See
	 * <a href="https://nodejs.org/api/child_process.html">child_process</a>.
	 */
	JSON("json");

	private final String id;

	WireFormat(String id) {
		this.id = id;
	}

	/**
	 * Return the value of {@code NODE_CHANNEL_SERIALIZATION_MODE} that stands for it.
	 * @return the value
	 */
	public String id() {
		return this.id;
	}

}
