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

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One client with one connection at a time. It does as little as it can between two
 * requests, so that the processors are left to the application: blocking calls, and
 * buffers that are made once.
 * <p>
 * For use by one thread; {@link #close()} from another one ends a call that hangs.
 */
final class Client implements Closeable {

	private static final byte[] LOOPBACK = { 127, 0, 0, 1 };

	private final InetSocketAddress address;

	private final boolean keepAlive;

	private final ByteBuffer request;

	private final ByteBuffer response = ByteBuffer.allocate(8192);

	private volatile SocketChannel channel;

	private volatile boolean closed;

	Client(int port, boolean keepAlive) throws IOException {
		this.address = new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port);
		this.keepAlive = keepAlive;
		byte[] bytes = ("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n"
				+ (keepAlive ? "" : "Connection: close\r\n") + "\r\n")
			.getBytes(StandardCharsets.US_ASCII);
		this.request = ByteBuffer.allocateDirect(bytes.length).put(bytes);
	}

	/**
	 * Make a request and read the whole response, up to the end of the connection where
	 * it does not stay open.
	 * @throws IOException if that fails, for whatever reason
	 */
	void exchange() throws IOException {
		if (this.channel == null) {
			connect();
		}
		this.request.rewind();
		while (this.request.hasRemaining()) {
			this.channel.write(this.request);
		}
		this.response.clear();
		int end;
		do {
			if (this.channel.read(this.response) == -1) {
				throw new EOFException("The connection ended before the response did: " + text());
			}
			end = HttpResponse.end(this.response.array(), this.response.position());
		}
		while (end == HttpResponse.INCOMPLETE);
		if (end != this.response.position()) {
			throw new IOException("More than a response: " + text());
		}
		if (!this.keepAlive) {
			disconnect();
		}
	}

	/**
	 * Return the latest response.
	 * @return the status line, the headers and the body
	 */
	String text() {
		return new String(this.response.array(), 0, this.response.position(), StandardCharsets.UTF_8);
	}

	private void connect() throws IOException {
		SocketChannel opened = SocketChannel.open(StandardProtocolFamily.INET);
		this.channel = opened;
		if (this.closed) {
			opened.close();
		}
		opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
		opened.connect(this.address);
	}

	/**
	 * Wait until the application has closed its end, then reset what is left of the
	 * connection: without that, each one would stay in TIME_WAIT on the application's
	 * side and make all later ones slower.
	 */
	private void disconnect() throws IOException {
		if (this.channel.read(this.response) != -1) {
			throw new IOException("More than a response: " + text());
		}
		this.channel.setOption(StandardSocketOptions.SO_LINGER, 0);
		this.channel.close();
		this.channel = null;
	}

	@Override
	public void close() throws IOException {
		this.closed = true;
		SocketChannel opened = this.channel;
		if (opened != null) {
			opened.close();
		}
	}

}
