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

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import tools.jackson.databind.json.JsonMapper;

/**
 * Clients that speak HTTP/2, each on a connection of its own for as long as the server
 * lets it.
 */
final class Http2Clients implements AutoCloseable {

	private static final JsonMapper json = JsonMapper.builder().build();

	private final HttpRequest request;

	private final Duration pause;

	private final ClientThreads threads;

	private final AtomicLong failed = new AtomicLong();

	Http2Clients(int port, int clients, Duration pause) {
		this.request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
			.timeout(ClientThreads.READ_TIMEOUT)
			.build();
		this.pause = pause;
		this.threads = new ClientThreads(clients, this::run);
		this.threads.start();
	}

	private void run(int number) {
		HttpClient client = HttpClient.newHttpClient();
		while (!this.threads.isEnding()) {
			try {
				HttpResponse<String> response = client.send(this.request, HttpResponse.BodyHandlers.ofString());
				if (response.version() == HttpClient.Version.HTTP_2) {
					this.threads.served(number, json.readValue(response.body(), ClientThreads.Answer.class).pid());
				}
			}
			catch (IOException ex) {
				this.failed.incrementAndGet();
			}
			catch (InterruptedException ex) {
				return;
			}
			LockSupport.parkNanos(this.pause.toNanos());
		}
	}

	/**
	 * Return how many clients a worker has answered last.
	 * @param pid the worker
	 * @return the number
	 */
	long clientsOf(long pid) {
		return this.threads.clientsOf(pid);
	}

	/** Return how many requests had no answer. */
	long failed() {
		return this.failed.get();
	}

	@Override
	public void close() {
		this.threads.close();
	}

}
