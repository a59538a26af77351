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

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One request on one connection of its own, so that a connection, its answer and its end
 * belong together. An answer that is cut short is an {@link EOFException}.
 */
public final class Http implements AutoCloseable {

	private static final JsonMapper json = JsonMapper.builder().build();

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	private final Socket socket;

	private final InputStream in;

	private final int localPort;

	private boolean answerBegun;

	private Http(Socket socket) throws IOException {
		this.socket = socket;
		this.in = new BufferedInputStream(socket.getInputStream());
		this.localPort = socket.getLocalPort();
	}

	/**
	 * Connect to a port of this machine.
	 * @param port the port
	 * @param readTimeout how long to wait for the answer
	 * @return the connection
	 * @throws IOException if the connection is refused
	 */
	public static Http connect(int port, Duration readTimeout) throws IOException {
		Socket socket = new Socket();
		try {
			socket.setTcpNoDelay(true);
			socket.setSoTimeout((int) readTimeout.toMillis());
			socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port),
					(int) CONNECT_TIMEOUT.toMillis());
			return new Http(socket);
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	/**
	 * Connect, ask, and read the whole answer.
	 * @param port the port
	 * @param path the path with its query
	 * @return the answer
	 * @throws IOException if there is no whole answer
	 */
	public static Response get(int port, String path) throws IOException {
		try (Http http = connect(port, Duration.ofSeconds(60))) {
			return http.get(path);
		}
	}

	int localPort() {
		return this.localPort;
	}

	/**
	 * Whether anything of the last answer that was awaited has come.
	 * @return {@code false} if not a byte
	 */
	boolean answerBegun() {
		return this.answerBegun;
	}

	public Response get(String path) throws IOException {
		send(path);
		return receive();
	}

	/**
	 * Ask, and keep the connection for a next request.
	 * @param path the path with its query
	 * @throws IOException if the connection is lost
	 */
	void ask(String path) throws IOException {
		String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
		this.socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
	}

	void send(String path) throws IOException {
		String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
		this.socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
	}

	void send(String method, String path) throws IOException {
		send(method, path, "text/plain", new byte[0]);
	}

	public void send(String method, String path, String contentType, byte[] body) throws IOException {
		String head = "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
			.formatted(method, path, contentType, body.length);
		this.socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
		this.socket.getOutputStream().write(body);
	}

	/**
	 * Send a whole request.
	 * @param request the request
	 * @throws IOException if the connection is lost
	 */
	void send(byte[] request) throws IOException {
		this.answerBegun = false;
		this.socket.getOutputStream().write(request);
	}

	public Response receive() throws IOException {
		Response head = receiveHead();
		return new Response(head.status(), head.headers(), body(this.in, head.headers()));
	}

	/**
	 * Read an answer whose body comes bit by bit.
	 * @return the answer without its body
	 * @throws IOException if there is no answer
	 */
	Response receiveHead() throws IOException {
		this.answerBegun = false;
		String status = line(this.in);
		Map<String, String> headers = new LinkedHashMap<>();
		for (String line = line(this.in); !line.isEmpty(); line = line(this.in)) {
			int colon = line.indexOf(':');
			headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
		}
		return new Response(Integer.parseInt(status.split(" ")[1]), headers, new byte[0]);
	}

	/**
	 * Read the next part of a body that comes in chunks.
	 * @return the chunk, empty at the end
	 * @throws IOException if the body is cut short
	 */
	byte[] receiveChunk() throws IOException {
		byte[] chunk = exactly(this.in, chunkSize(this.in));
		line(this.in);
		return chunk;
	}

	private byte[] body(InputStream in, Map<String, String> headers) throws IOException {
		String length = headers.get("content-length");
		if (length != null) {
			return exactly(in, Integer.parseInt(length));
		}
		if (!"chunked".equals(headers.get("transfer-encoding"))) {
			return in.readAllBytes();
		}
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		for (byte[] chunk = receiveChunk(); chunk.length > 0; chunk = receiveChunk()) {
			body.write(chunk);
		}
		return body.toByteArray();
	}

	private int chunkSize(InputStream in) throws IOException {
		return Integer.parseInt(line(in), 16);
	}

	private byte[] exactly(InputStream in, int length) throws IOException {
		byte[] bytes = in.readNBytes(length);
		if (bytes.length < length) {
			throw new EOFException("%d of %d bytes".formatted(bytes.length, length));
		}
		return bytes;
	}

	private String line(InputStream in) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int b = in.read(); b != '\n'; b = in.read()) {
			if (b == -1) {
				throw new EOFException("End of the connection after '" + line + "'");
			}
			this.answerBegun = true;
			line.write(b);
		}
		return line.toString(StandardCharsets.UTF_8).stripTrailing();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * A whole answer.
	 *
	 * @param status the status code
	 * @param headers the headers, names in lower case
	 * @param bytes the body
	 */
	public record Response(int status, Map<String, String> headers, byte[] bytes) {

		public boolean ok() {
			return this.status >= 200 && this.status < 300;
		}

		boolean closes() {
			return "close".equalsIgnoreCase(this.headers.get("connection"));
		}

		public String body() {
			return new String(this.bytes, StandardCharsets.UTF_8);
		}

		public <T> T as(Class<T> type) {
			return json.readValue(this.bytes, type);
		}

		/**
		 * The process that answered.
		 * @return its id, or -1 if it did not say
		 */
		long pid() {
			@Nullable String pid = this.headers.get(WorkerHeaderFilter.HEADER.toLowerCase(Locale.ROOT));
			return (pid != null) ? Long.parseLong(pid) : -1;
		}

	}

}
