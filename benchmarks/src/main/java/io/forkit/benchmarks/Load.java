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

package io.forkit.benchmarks;

import java.io.IOException;

/**
 * The kinds of load.
 */
enum Load {

	/**
	 * Requests one after the other on connections that stay open.
	 */
	KEEP_ALIVE("keep-alive", "request"),

	/**
	 * A new connection for each request, until its end.
	 */
	CONNECTION_CLOSE("Connection: close", "connection");

	private final String title;

	private final String unit;

	Load(String title, String unit) {
		this.title = title;
		this.unit = unit;
	}

	String title() {
		return this.title;
	}

	String unit() {
		return this.unit;
	}

	Client client(int port) throws IOException {
		return new Client(port, this == KEEP_ALIVE);
	}

}
