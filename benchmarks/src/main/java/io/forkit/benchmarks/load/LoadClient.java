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

package io.forkit.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

import io.forkit.benchmarks.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * One client with one connection at a time and an address of its own, 127.1.x.y, so that
 * a server can tell it from the others. The body of each response must end with the id of
 * the process that answers.
 * <p>
 * A connection is over when the server has closed it. What is left of it then is reset:
 * without that, each one would stay in TIME_WAIT on the server's side and make all later
 * ones slower.
 */
public final class LoadClient {

	private static final int ADDRESSES = 200;

	private static final int RESPONSE_LIMIT = 4096;

	private final InetSocketAddress server;

	private final InetSocketAddress address;

	private final boolean keepAlive;

	private final ByteBuffer response = ByteBuffer.allocate(RESPONSE_LIMIT);

	private ByteBuffer request;

	private @Nullable SocketChannel channel;

	private long begin;

	private boolean answered;

	private int answerer;

	/**
	 * Create a client that asks for {@code /}.
	 * @param port the port of the server on 127.0.0.1
	 * @param number says which address is this client's, from 0; there are 200 of them
	 * @param keepAlive whether connections stay open
	 */
	public LoadClient(int port, int number, boolean keepAlive) {
		this.server = new InetSocketAddress(loopback(0, 1), port);
		this.address = new InetSocketAddress(loopback(1, 1 + number % ADDRESSES), 0);
		this.keepAlive = keepAlive;
		this.request = request("/");
	}

	private static InetAddress loopback(int second, int fourth) {
		try {
			return InetAddress.getByAddress(new byte[] { 127, (byte) second, 0, (byte) fourth });
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private ByteBuffer request(String path) {
		byte[] bytes = ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + this.server.getPort() + "\r\n"
				+ (this.keepAlive ? "" : "Connection: close\r\n") + "\r\n")
			.getBytes(StandardCharsets.US_ASCII);
		return ByteBuffer.allocateDirect(bytes.length).put(bytes);
	}

	/**
	 * Ask for something else from now on.
	 * @param path the path
	 */
	public void path(String path) {
		this.request = request(path);
	}

	/**
	 * Return when the latest exchange began.
	 * @return the time, as {@link System#nanoTime()}
	 */
	public long begin() {
		return this.begin;
	}

	/**
	 * Return who has answered.
	 * @return the id of the process
	 */
	public int answerer() {
		return this.answerer;
	}

	void begin(Selector selector) throws IOException {
		this.begin = System.nanoTime();
		this.response.clear();
		this.answered = false;
		if (this.channel == null) {
			connect(selector);
		}
		else {
			write(this.channel);
		}
	}

	private void connect(Selector selector) throws IOException {
		SocketChannel opened = SocketChannel.open(StandardProtocolFamily.INET);
		this.channel = opened;
		opened.configureBlocking(false);
		opened.setOption(StandardSocketOptions.SO_LINGER, 0);
		opened.bind(this.address);
		// On loopback it is there as soon as somebody looks.
		boolean connected = opened.connect(this.server) || opened.finishConnect();
		opened.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
		if (connected) {
			write(opened);
		}
	}

	private void write(SocketChannel channel) throws IOException {
		this.request.rewind();
		while (this.request.hasRemaining()) {
			channel.write(this.request);
		}
	}

	/**
	 * Do what can be done.
	 * @param key this client's
	 * @return whether the exchange has come to its end
	 * @throws IOException if it has failed
	 */
	boolean ready(SelectionKey key) throws IOException {
		SocketChannel channel = (SocketChannel) key.channel();
		if (key.isConnectable()) {
			channel.finishConnect();
			key.interestOps(SelectionKey.OP_READ);
			write(channel);
			return false;
		}
		if (channel.read(this.response) == -1) {
			if (!this.answered) {
				throw new EOFException("The connection ended before the response did: '" + text() + "'");
			}
			channel.close();
			this.channel = null;
			return true;
		}
		int end = HttpResponse.end(this.response.array(), this.response.position());
		if (end == HttpResponse.INCOMPLETE) {
			return false;
		}
		if (end != this.response.position()) {
			throw new IOException("More than a response: '" + text() + "'");
		}
		this.answered = true;
		this.answerer = processId(end);
		return this.keepAlive && !HttpResponse.isLast(this.response.array(), end);
	}

	private int processId(int end) throws IOException {
		int id = 0;
		int factor = 1;
		for (int i = end - 1; Character.isDigit(this.response.get(i)); i--) {
			id += factor * Character.digit(this.response.get(i), 10);
			factor *= 10;
		}
		if (id == 0) {
			throw new IOException("A response that does not end with the id of a process: '" + text() + "'");
		}
		return id;
	}

	private String text() {
		return new String(this.response.array(), 0, this.response.position(), StandardCharsets.UTF_8);
	}

	/**
	 * Return what this client waits for.
	 * @return a clause, or {@code null} if it waits for nothing
	 */
	@Nullable String waitsFor() {
		SocketChannel channel = this.channel;
		if (channel == null || (this.answered && this.keepAlive)) {
			return null;
		}
		if (!channel.isConnected()) {
			return this + " is not connected";
		}
		return this + (this.answered ? " has the response, but the connection is not closed"
				: " has " + this.response.position() + " bytes of the response");
	}

	@Override
	public String toString() {
		return "client " + this.address.getAddress().getHostAddress();
	}

}
