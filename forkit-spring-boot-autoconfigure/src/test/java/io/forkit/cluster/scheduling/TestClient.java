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

package io.forkit.cluster.scheduling;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;

/**
 * A connection to a port of the primary, which tells the slot that has answered.
 */
final class TestClient implements AutoCloseable {

	private static final int LIMIT = 30_000;

	private final Socket socket = new Socket();

	TestClient(InetSocketAddress address) throws IOException {
		this(address, InetAddress.getLoopbackAddress());
	}

	TestClient(InetSocketAddress address, InetAddress from) throws IOException {
		this.socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
		this.socket.setSoTimeout(LIMIT);
		this.socket.bind(new InetSocketAddress(from, 0));
		this.socket.connect(address, LIMIT);
	}

	static int ask(InetSocketAddress address) throws IOException {
		try (TestClient client = new TestClient(address)) {
			return client.answer();
		}
	}

	TestClient send(String text) throws IOException {
		return send(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	TestClient send(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		return this;
	}

	/** Wait for the slot, and for the end of the connection. */
	int answer() throws IOException {
		byte[] bytes = this.socket.getInputStream().readAllBytes();
		return Integer.parseInt(new String(bytes, StandardCharsets.US_ASCII));
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
