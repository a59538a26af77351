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

package io.forkit.cluster.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.cluster.web.SharedServers;
import io.forkit.cluster.worker.ClusterWorker;
import io.forkit.cluster.worker.ListenOptions;
import io.forkit.ipc.ReceivedHandle;
import io.forkit.posix.InternetProtocol;

import org.springframework.context.SmartLifecycle;

/**
 * What a worker does with sockets of its own. Whoever connects, or sends a datagram, is
 * told the id of the worker.
 */
final class SocketCommands {

	private static final Map<String, Channel> CHANNELS = new ConcurrentHashMap<>();

	private static final Map<String, SmartLifecycle> SERVERS = new ConcurrentHashMap<>();

	private static final Map<String, AtomicInteger> RECEIVED = new ConcurrentHashMap<>();

	private SocketCommands() {
	}

	/**
	 * Do it.
	 * @param worker the worker
	 * @param command the words {@code socket}, what to do, the name of the channel, and
	 * more
	 * @return the port or path, or the exception
	 */
	static String handle(ClusterWorker worker, String command) {
		List<String> words = List.of(command.split(" "));
		String name = words.get(2);
		try {
			return switch (words.get(1)) {
				case "listen" -> accept(worker, name, worker.listen(inet(words), options(words, 5)));
				case "path" ->
					accept(worker, name, worker.listen(UnixDomainSocketAddress.of(words.get(3)), options(words, 4)));
				case "inherited" -> accept(worker, name, worker.listenInherited(Integer.parseInt(words.get(3))));
				case "bind" -> receive(worker, name, worker.bindDatagram(inet(words), options(words, 5)));
				case "bind-inherited" ->
					receive(worker, name, worker.bindDatagramInherited(Integer.parseInt(words.get(3))));
				case "listen-alone" -> accept(worker, name, ServerSocketChannel.open().bind(loopback()));
				case "bind-alone" -> receive(worker, name, DatagramChannel.open().bind(loopback()));
				case "connect" -> connect(name, Integer.parseInt(words.get(3)));
				case "non-blocking" -> worker.listen(inet(words)).configureBlocking(false).toString();
				case "interrupted" -> interrupted(worker, words);
				case "received" -> String.valueOf(RECEIVED.get(name).get());
				case "send" -> send(name, Integer.parseInt(words.get(3)));
				case "close" -> close(name);
				case "netty" -> startServer(name, Integer.parseInt(words.get(3)));
				case "grpc" -> startGreeter(name, Integer.parseInt(words.get(3)), worker);
				case "netty-served" -> String.valueOf(SharedServers.all().get(0).listener().accepted());
				case "netty-stop" -> stopServer(name);
				default -> throw new IllegalArgumentException(command);
			};
		}
		catch (IOException | RuntimeException ex) {
			return ex.getClass().getSimpleName() + ": " + ex.getMessage();
		}
	}

	/**
	 * Accept on what the primary has sent.
	 * @param worker the worker
	 * @param name the name of the channel
	 * @param handle what has come
	 */
	static void take(ClusterWorker worker, String name, ReceivedHandle handle) {
		try {
			accept(worker, name, handle.as(ServerSocketChannel.class));
			worker.send("taken");
		}
		catch (IOException ex) {
			worker.send(ex.toString());
		}
	}

	private static InetSocketAddress inet(List<String> words) throws IOException {
		int port = Integer.parseInt(words.get(4));
		return words.get(3).equals("any") ? new InetSocketAddress(port)
				: new InetSocketAddress(InetAddress.getByName(words.get(3)), port);
	}

	private static InetSocketAddress loopback() {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
	}

	private static String connect(String name, int port) throws IOException {
		CHANNELS.put(name, SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
		return "connected";
	}

	private static ListenOptions options(List<String> words, int first) {
		ListenOptions options = ListenOptions.DEFAULTS;
		for (String word : words.subList(first, words.size())) {
			options = switch (word.split("=")[0]) {
				case "exclusive" -> options.withExclusive(true);
				case "reuse-port" -> options.withReusePort(true);
				case "ipv6" -> options.withProtocol(InternetProtocol.IPV6);
				case "ipv4" -> options.withProtocol(InternetProtocol.IPV4);
				case "backlog" -> options.withBacklog(Integer.parseInt(word.split("=")[1]));
				case "permissions" -> options.withPermissions(word.split("=")[1]);
				default -> throw new IllegalArgumentException(word);
			};
		}
		return options;
	}

	private static String accept(ClusterWorker worker, String name, ServerSocketChannel channel) throws IOException {
		CHANNELS.put(name, channel);
		if (!name.startsWith("idle")) {
			start(() -> {
				while (true) {
					answer(channel.accept(), id(worker));
				}
			});
		}
		return text(channel.getLocalAddress());
	}

	private static void answer(SocketChannel connection, ByteBuffer answer) {
		try (connection) {
			connection.write(answer);
		}
		catch (IOException ex) {
			// Who only wants to know whether somebody listens does not read.
		}
	}

	private static String receive(ClusterWorker worker, String name, DatagramChannel channel) throws IOException {
		CHANNELS.put(name, channel);
		AtomicInteger received = new AtomicInteger();
		RECEIVED.put(name, received);
		start(() -> {
			while (true) {
				SocketAddress sender = channel.receive(ByteBuffer.allocate(100));
				received.incrementAndGet();
				channel.send(id(worker), sender);
			}
		});
		return text(channel.getLocalAddress());
	}

	/** Give up waiting for the primary, which answers all the same. */
	private static String interrupted(ClusterWorker worker, List<String> words) throws IOException {
		Thread.currentThread().interrupt();
		try (Channel channel = words.get(5).equals("datagrams") ? worker.bindDatagram(inet(words))
				: worker.listen(inet(words))) {
			return "answered at once";
		}
		finally {
			Thread.interrupted();
		}
	}

	private static String send(String name, int port) throws IOException {
		((DatagramChannel) CHANNELS.get(name)).send(ByteBuffer.wrap(new byte[] { 1 }),
				new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		return "sent";
	}

	private static String close(String name) throws IOException {
		CHANNELS.remove(name).close();
		return "closed";
	}

	private static String startServer(String name, int port) {
		LineServer server = new LineServer(port);
		SERVERS.put(name, server);
		server.start();
		return String.valueOf(server.localPort());
	}

	private static String startGreeter(String name, int port, ClusterWorker worker) {
		GreeterServer server = new GreeterServer(port, "worker " + worker.id());
		SERVERS.put(name, server);
		server.start();
		return String.valueOf(server.localPort());
	}

	private static String stopServer(String name) {
		SERVERS.remove(name).stop();
		return "stopped";
	}

	private static ByteBuffer id(ClusterWorker worker) {
		return ByteBuffer.wrap(String.valueOf(worker.id()).getBytes(StandardCharsets.US_ASCII));
	}

	private static String text(SocketAddress address) {
		return (address instanceof InetSocketAddress inet) ? String.valueOf(inet.getPort()) : address.toString();
	}

	private static void start(Loop loop) {
		Thread thread = new Thread(() -> {
			try {
				loop.run();
			}
			catch (IOException ex) {
				// The channel is closed.
			}
		}, "serve");
		thread.setDaemon(true);
		thread.start();
	}

	@FunctionalInterface
	private interface Loop {

		void run() throws IOException;

	}

}
