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

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What the clients of a {@link ClosedLoop} do.
 *
 * @param port the port of this machine that they ask
 * @param clients how many there are
 * @param keepAlive whether they keep their connections for their next requests
 * @param request the whole request
 * @param retryable whether the request may be sent again, as those of idempotent methods
 * @param requests how many each of them sends, unless it is told to end
 * @param pause what each waits between an answer and its next request
 */
public record LoadPlan(int port, int clients, boolean keepAlive, byte[] request, boolean retryable, long requests,
		Duration pause) {

	/**
	 * Clients that get a page as often as they can, each with a connection for each
	 * request.
	 * @param port the port
	 * @param clients how many
	 * @param path what they get
	 * @return the plan
	 */
	public static LoadPlan get(int port, int clients, String path) {
		return get(port, clients, path, false);
	}

	/**
	 * Clients that get a page as often as they can, each over one connection.
	 * @param port the port
	 * @param clients how many
	 * @param path what they get
	 * @return the plan
	 */
	public static LoadPlan getKeepingAlive(int port, int clients, String path) {
		return get(port, clients, path, true);
	}

	private static LoadPlan get(int port, int clients, String path, boolean keepAlive) {
		String request = "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n".formatted(path,
				keepAlive ? "" : "Connection: close\r\n");
		return new LoadPlan(port, clients, keepAlive, request.getBytes(StandardCharsets.US_ASCII), true, Long.MAX_VALUE,
				Duration.ZERO);
	}

	/**
	 * Clients that post something, each with a connection for each request that the
	 * client closes.
	 * @param port the port
	 * @param clients how many
	 * @param path where to
	 * @param body what they post
	 * @return the plan
	 */
	public static LoadPlan post(int port, int clients, String path, String body) {
		String request = "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s"
			.formatted(path, body.length(), body);
		return new LoadPlan(port, clients, false, request.getBytes(StandardCharsets.US_ASCII), false, Long.MAX_VALUE,
				Duration.ZERO);
	}

	public LoadPlan requests(long requests) {
		return new LoadPlan(this.port, this.clients, this.keepAlive, this.request, this.retryable, requests,
				this.pause);
	}

	public LoadPlan pause(Duration pause) {
		return new LoadPlan(this.port, this.clients, this.keepAlive, this.request, this.retryable, this.requests,
				pause);
	}

}
