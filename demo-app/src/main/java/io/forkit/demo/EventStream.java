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
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;

/**
 * A response of server-sent events with JSON in them. Not thread-safe.
 */
final class EventStream {

	private final HttpServletResponse response;

	private final JsonMapper json;

	private final OutputStream out;

	EventStream(HttpServletResponse response, JsonMapper json) throws IOException {
		response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
		response.setCharacterEncoding(StandardCharsets.UTF_8.name());
		response.setHeader("Cache-Control", "no-store");
		this.response = response;
		this.json = json;
		this.out = response.getOutputStream();
	}

	void send(JobEvent event) throws IOException {
		write("event: " + event.name() + "\ndata: " + this.json.writeValueAsString(event.data()) + "\n\n");
	}

	/**
	 * Send what the client ignores.
	 * @throws IOException if the client has gone
	 */
	void heartbeat() throws IOException {
		write(":\n\n");
	}

	private void write(String text) throws IOException {
		this.out.write(text.getBytes(StandardCharsets.UTF_8));
		this.response.flushBuffer();
	}

}
