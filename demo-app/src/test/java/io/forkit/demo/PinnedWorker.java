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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A worker of two all of whose threads are kept busy by slow requests, on connections
 * that it had before.
 */
final class PinnedWorker implements AutoCloseable {

	private static final int TRIES = 200;

	private static final int PER_LOOP = 2;

	private final long pid;

	private final List<Http> connections = new ArrayList<>();

	private final Map<String, Integer> loops = new HashMap<>();

	private PinnedWorker(long pid) {
		this.pid = pid;
	}

	/**
	 * Arguments of a server that has few threads.
	 * @param server the server
	 * @return the command
	 */
	static DemoCommand command(EmbeddedServer server) {
		DemoCommand command = server.command().workers(2);
		return switch (server) {
			case TOMCAT -> command.arguments("--server.tomcat.threads.max=4");
			case JETTY -> command.arguments("--server.jetty.threads.min=4", "--server.jetty.threads.max=8");
			case NETTY -> command.jvmArguments("-Dreactor.netty.ioWorkerCount=2");
		};
	}

	static PinnedWorker pin(EmbeddedServer server, int port, long pid, Duration time) throws IOException {
		PinnedWorker pinned = new PinnedWorker(pid);
		int requests = requests(server);
		for (int i = 0; i < TRIES && pinned.connections.size() < requests; i++) {
			pinned.connectTo(port, server);
		}
		assertThat(pinned.connections).hasSize(requests);
		String path = (server == EmbeddedServer.NETTY) ? "/block" : "/slow";
		for (Http connection : pinned.connections) {
			connection.ask(path + "?millis=" + time.toMillis());
		}
		return pinned;
	}

	/**
	 * Return how many requests can be processed at a time.
	 * @param server the server
	 * @return the number
	 */
	static int threads(EmbeddedServer server) {
		return switch (server) {
			case TOMCAT -> 4;
			// Without those that accept and select.
			case JETTY -> 6;
			case NETTY -> 2;
		};
	}

	/** So many keep every thread busy. */
	private static int requests(EmbeddedServer server) {
		return switch (server) {
			case TOMCAT -> 6;
			case JETTY -> 8;
			// Two for each loop.
			case NETTY -> 2 * PER_LOOP;
		};
	}

	private void connectTo(int port, EmbeddedServer server) throws IOException {
		Http http = Http.connect(port, Duration.ofSeconds(120));
		http.ask("/");
		if (http.receive().as(Answer.class).pid() == this.pid
				&& (server != EmbeddedServer.NETTY || isNeededForItsLoop(http))) {
			this.connections.add(http);
		}
		else {
			http.close();
		}
	}

	/** Which loop takes a connection is a matter of which is the first to have time. */
	private boolean isNeededForItsLoop(Http http) throws IOException {
		http.ask("/loop");
		return this.loops.merge(http.receive().body(), 1, Integer::sum) <= PER_LOOP;
	}

	/** Wait until it has answered all. */
	void awaitAnswers() throws IOException {
		for (Iterator<Http> iterator = this.connections.iterator(); iterator.hasNext();) {
			try (Http connection = iterator.next()) {
				assertThat(connection.receive().status()).isEqualTo(200);
			}
			iterator.remove();
		}
	}

	@Override
	public void close() throws IOException {
		for (Http connection : this.connections) {
			connection.close();
		}
	}

	/**
	 * Who has answered.
	 *
	 * @param pid the process
	 */
	private record Answer(long pid) {

	}

}
