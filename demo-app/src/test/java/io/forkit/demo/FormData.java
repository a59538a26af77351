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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A form with one file in it, as browsers send it.
 */
final class FormData {

	private static final String BOUNDARY = "----demo-7d1b0c";

	private FormData() {
	}

	/**
	 * Send a file and read the whole answer.
	 * @param port the port
	 * @param path the path
	 * @param part the name of the part
	 * @param filename the name of the file
	 * @param content the content of the file
	 * @return the answer
	 * @throws IOException if there is no whole answer
	 */
	static Http.Response post(int port, String path, String part, String filename, byte[] content) throws IOException {
		try (Http http = Http.connect(port, Duration.ofSeconds(60))) {
			send(http, path, part, filename, content);
			return http.receive();
		}
	}

	static void send(Http http, String path, String part, String filename, byte[] content) throws IOException {
		// What the HTML standard says, and curl does.
		String escaped = filename.replace("\"", "%22").replace("\n", "%0A").replace("\r", "%0D");
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		body.write(("--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
				+ "Content-Type: application/octet-stream\r\n\r\n")
			.formatted(BOUNDARY, part, escaped)
			.getBytes(StandardCharsets.UTF_8));
		body.write(content);
		body.write(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
		http.send("POST", path, "multipart/form-data; boundary=" + BOUNDARY, body.toByteArray());
	}

}
