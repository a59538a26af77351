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

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who has started a job and reads its events.
 */
final class JobClient implements AutoCloseable {

	private static final JsonMapper json = JsonMapper.builder().build();

	private final Http http;

	private final long worker;

	private final StringBuilder text = new StringBuilder();

	private JobClient(Http http, long worker) {
		this.http = http;
		this.worker = worker;
	}

	static JobClient start(int port, byte[] content) throws IOException {
		return start(port, "/jobs", content);
	}

	static JobClient start(int port, String path, byte[] content) throws IOException {
		Http http = Http.connect(port, Duration.ofSeconds(30));
		FormData.send(http, path, "file", "content", content);
		Http.Response head = http.receiveHead();
		assertThat(head.status()).isEqualTo(200);
		assertThat(head.headers()).containsEntry("content-type", "text/event-stream;charset=UTF-8");
		return new JobClient(http, head.pid());
	}

	/**
	 * The process that does the job.
	 * @return its process id
	 */
	long worker() {
		return this.worker;
	}

	/**
	 * Wait for an event.
	 * @return the event, or {@code null} after the last one
	 * @throws IOException if the stream breaks
	 */
	@Nullable Event next() throws IOException {
		for (;;) {
			int end = this.text.indexOf("\n\n");
			if (end >= 0) {
				String block = this.text.substring(0, end);
				this.text.delete(0, end + 2);
				if (!block.equals(":")) {
					return Event.parse(block);
				}
			}
			else {
				byte[] chunk = this.http.receiveChunk();
				if (chunk.length == 0) {
					return null;
				}
				this.text.append(new String(chunk, StandardCharsets.UTF_8));
			}
		}
	}

	/**
	 * Wait for an event of a name, whatever comes before it.
	 * @param name the name
	 * @return the event
	 * @throws IOException if the stream ends before
	 */
	Event await(String name) throws IOException {
		for (Event event = next(); event != null; event = next()) {
			if (event.name().equals(name)) {
				return event;
			}
		}
		throw new EOFException("No event '" + name + "'");
	}

	@Override
	public void close() throws IOException {
		this.http.close();
	}

	/**
	 * An event.
	 *
	 * @param name its name
	 * @param data what it says
	 */
	record Event(String name, Map<String, Object> data) {

		@SuppressWarnings("unchecked")
		static Event parse(String block) {
			String[] lines = block.split("\n");
			assertThat(lines).hasSize(2);
			assertThat(lines[0]).startsWith("event: ");
			assertThat(lines[1]).startsWith("data: ");
			return new Event(lines[0].substring("event: ".length()),
					json.readValue(lines[1].substring("data: ".length()), Map.class));
		}

		long number(String key) {
			return ((Number) this.data.get(key)).longValue();
		}

		String text(String key) {
			return (String) this.data.get(key);
		}

	}

}
