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

package io.forkit.process.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.forkit.ipc.Exchange;
import io.forkit.ipc.ReceivedHandle;
import io.forkit.ipc.SentMessage;
import io.forkit.posix.Fd;
import io.forkit.process.ForkSpec;
import io.forkit.process.ForkedProcess;
import io.forkit.process.ProcessTemplate;
import io.forkit.process.Stdio;
import io.forkit.process.child.ParentProcess;
import org.jspecify.annotations.Nullable;

/**
 * The JVM that tests of handles fork: it does what it is told by messages of two words.
 */
final class HandleChild {

	private final ParentProcess parent;

	private final List<Channel> kept = new ArrayList<>();

	private HandleChild(ParentProcess parent) {
		this.parent = parent;
	}

	public static void main(String[] args) {
		HandleChild child = new HandleChild(ParentProcess.get());
		child.parent.onMessage(String.class, (text, exchange) -> {
			try {
				String[] words = text.split(" ", 2);
				child.obey(words[0], (words.length > 1) ? words[1] : "", exchange);
			}
			catch (Exception ex) {
				child.parent.send(ex.toString());
			}
		});
	}

	private void obey(String verb, String object, Exchange exchange) throws Exception {
		ReceivedHandle handle = exchange.handle().orElse(null);
		switch (verb) {
			case "keep" -> {
				this.kept.add(take(handle));
				this.parent.send("kept");
			}
			case "accept" -> accept(object);
			case "receive" -> this.parent.send(receive((DatagramChannel) this.kept.get(0)));
			case "write" -> {
				try (SocketChannel socket = (SocketChannel) take(handle)) {
					AbstractChannelTests.write(socket, object);
				}
			}
			case "write-kept" -> AbstractChannelTests.write((SocketChannel) this.kept.get(0), object);
			case "close" -> {
				for (Channel channel : this.kept) {
					channel.close();
				}
				this.parent.send("closed");
			}
			case "connect" -> connect(Integer.parseInt(object));
			case "batch" -> batch(Integer.parseInt(object));
			case "halt" -> Runtime.getRuntime().halt(0);
			case "many" -> many(object);
			case "return" -> this.parent.send(object, take(handle));
			case "server-of-file" -> serverOfFile(handle);
			default -> throw new IllegalArgumentException(verb);
		}
	}

	private static Channel take(@Nullable ReceivedHandle handle) throws IOException {
		if (handle == null) {
			throw new IllegalStateException("no handle");
		}
		return switch (handle.kind()) {
			case SERVER_SOCKET -> handle.as(ServerSocketChannel.class);
			case SOCKET -> handle.as(SocketChannel.class);
			case DATAGRAM_SOCKET -> handle.as(DatagramChannel.class);
			default -> throw new IllegalArgumentException(handle.toString());
		};
	}

	private void accept(String text) throws IOException {
		try (SocketChannel socket = ((ServerSocketChannel) this.kept.get(0)).accept()) {
			AbstractChannelTests.write(socket, text);
		}
	}

	private static String receive(DatagramChannel channel) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(100);
		channel.receive(buffer);
		return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
	}

	private static SocketChannel open(int port) throws IOException {
		return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
	}

	private void connect(int port) throws IOException {
		this.parent.send("socket", open(port));
	}

	private void batch(int port) throws IOException {
		this.parent.send("one");
		this.parent.send("two", open(port));
		this.parent.send("three");
	}

	/** Send sockets as fast as possible. */
	private void many(String countAndPort) throws IOException {
		String[] words = countAndPort.split(" ");
		List<SentMessage> sent = new ArrayList<>();
		for (int i = 0; i < Integer.parseInt(words[0]); i++) {
			sent.add(this.parent.send("socket " + i, open(Integer.parseInt(words[1]))));
		}
		// Not here: what arrives meanwhile is to be handled.
		SentMessage.allOf(sent.toArray(SentMessage[]::new)).thenRun(() -> this.parent.send("all sent"));
	}

	private void serverOfFile(@Nullable ReceivedHandle handle) throws IOException {
		if (handle != null) {
			try {
				handle.as(ServerSocketChannel.class);
			}
			catch (IllegalArgumentException ex) {
				this.parent.send(ex.getMessage());
				handle.as(Fd.class).close();
			}
		}
	}

	/** A JVM that gives its server to a fork that is to outlive it. */
	static final class Giving {

		private Giving() {
		}

		public static void main(String[] args) throws Exception {
			ProcessTemplate processes = ProcessTemplate.create();
			ForkSpec spec = processes.fork(HandleChild.Serving.class).detached();
			ForkedProcess child = ("ignore".equals(args[0]) ? spec.stdio(Stdio.ignore()) : spec).start();
			ServerSocketChannel server = ServerSocketChannel.open()
				.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
			child.send("serve", server).join();
			ParentProcess.get().send(port + " " + child.pid()).join();
			// Does not wait, and leaves the template open, as that would end the fork.
			Runtime.getRuntime().halt(0);
		}

	}

	/**
	 * A JVM that answers two connections with its process id, whatever its parent does.
	 */
	static final class Serving {

		private Serving() {
		}

		public static void main(String[] args) {
			ParentProcess.get().onMessage(String.class, (message, exchange) -> {
				try {
					ServerSocketChannel server = exchange.handle().orElseThrow().as(ServerSocketChannel.class);
					new Thread(() -> serve(server)).start();
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
		}

		private static void serve(ServerSocketChannel server) {
			try (server) {
				for (int i = 0; i < 2; i++) {
					try (SocketChannel socket = server.accept()) {
						AbstractChannelTests.write(socket, String.valueOf(ProcessHandle.current().pid()));
					}
				}
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
