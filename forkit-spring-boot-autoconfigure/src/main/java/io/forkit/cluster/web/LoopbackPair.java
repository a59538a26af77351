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

package io.forkit.cluster.web;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Both ends of a connection of this process to itself.
 *
 * @param client one end
 * @param server the other
 */
record LoopbackPair(Socket client, SocketChannel server) implements Closeable {

	private static final int BACKLOG = 1;

	private static final int STRANGERS = 10;

	/**
	 * Open a connection.
	 * @param millis how long that may take
	 * @return both ends
	 * @throws IOException if it cannot be opened, as with too many open files
	 */
	static LoopbackPair open(int millis) throws IOException {
		try (ServerSocketChannel listener = ServerSocketChannel.open()) {
			listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
			Socket client = new Socket();
			try {
				client.connect(listener.getLocalAddress(), millis);
				return new LoopbackPair(client, accept(listener, client));
			}
			catch (IOException | RuntimeException ex) {
				client.close();
				throw ex;
			}
		}
	}

	/** Others may have connected as well: the port is there for a moment. */
	private static SocketChannel accept(ServerSocketChannel listener, Socket client) throws IOException {
		for (int i = 0; i < STRANGERS; i++) {
			SocketChannel accepted = listener.accept();
			if (client.getLocalSocketAddress().equals(accepted.getRemoteAddress())) {
				return accepted;
			}
			accepted.close();
		}
		throw new IOException("others have connected to port " + listener.socket().getLocalPort());
	}

	/** Close the end of the client: the other one is whoever's who has taken it. */
	@Override
	public void close() throws IOException {
		this.client.close();
	}

}
