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
package io.forkit.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.forkit.ipc.Exchange;
import io.forkit.ipc.MessageChannel;
import io.forkit.ipc.ReceivedHandle;
import io.forkit.ipc.SentMessage;
import io.forkit.posix.Fd;
import io.forkit.posix.Pipe;
import io.forkit.process.child.ParentProcess;

/**
 * One side of the handle soak: answers the connections that it gets, or sends them back,
 * and counts what is wrong.
 */
final class HandleSoakPeer {

	private final MessageChannel other;

	private final String name;

	private final Set<String> seen = ConcurrentHashMap.newKeySet();

	private final AtomicInteger received = new AtomicInteger();

	private final AtomicInteger doubled = new AtomicInteger();

	private final AtomicInteger missing = new AtomicInteger();

	private final AtomicInteger unfinished = new AtomicInteger();

	private HandleSoakPeer(MessageChannel other, String name) {
		this.other = other;
		this.name = name;
	}

	/**
	 * The side that gets handles.
	 * @param args something if it is to outlive its parent
	 */
	public static void main(String[] args) {
		ParentProcess parent = ParentProcess.get();
		if (args.length > 0) {
			new Thread(() -> {
				// Not for ever, should the soak itself be killed.
				long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
				while (System.nanoTime() - end < 0) {
					LockSupport.parkNanos(end - System.nanoTime());
				}
			}).start();
		}
		listen(parent, "child");
	}

	/**
	 * Be a side of the soak.
	 * @param other the other side
	 * @param name what answers begin with
	 * @return this side
	 */
	static HandleSoakPeer listen(MessageChannel other, String name) {
		HandleSoakPeer peer = new HandleSoakPeer(other, name);
		other.onMessage(Item.class, peer::take);
		other.onMessage(String.class, (question, exchange) -> exchange.send(peer.report()));
		return peer;
	}

	Report report() {
		return new Report(this.received.get(), this.doubled.get(), this.missing.get(), this.unfinished.get());
	}

	private void take(Item item, Exchange exchange) {
		if (!this.seen.add(item.toString())) {
			this.doubled.incrementAndGet();
		}
		ReceivedHandle handle = exchange.handle().orElse(null);
		if (handle == null) {
			this.missing.incrementAndGet();
			return;
		}
		this.received.incrementAndGet();
		try {
			use(item, handle);
		}
		catch (IOException ex) {
			// The client, or whoever opens the next one, may be gone.
		}
	}

	private void use(Item item, ReceivedHandle handle) throws IOException {
		if (item.kind() == Kind.CONNECTION) {
			SocketChannel connection = handle.as(SocketChannel.class);
			if (item.back()) {
				send(item.answered(), connection);
			}
			else {
				try (connection) {
					connection.write(StandardCharsets.UTF_8.encode(this.name + " " + item.number() + "\n"));
				}
			}
			return;
		}
		if (item.number() % 3 > 0) {
			close((item.number() % 3 == 1) ? handle.as(Fd.class) : handle.as(item.kind().type));
		}
		if (item.back()) {
			send(item.answered(), item.kind().open());
		}
	}

	/**
	 * Send a handle to the other side.
	 * @param item what it is
	 * @param handle the handle
	 */
	SentMessage send(Item item, Object handle) {
		this.unfinished.incrementAndGet();
		SentMessage sent = this.other.send(item, handle);
		sent.whenComplete((arrived, ex) -> this.unfinished.decrementAndGet());
		return sent;
	}

	private static void close(Object handle) throws IOException {
		if (handle instanceof Fd fd) {
			fd.close();
		}
		else {
			((Channel) handle).close();
		}
	}

	/**
	 * Read what the sides have answered.
	 * @param client the client's end
	 * @return the answers
	 * @throws IOException if the connection was reset
	 */
	static String readAll(SocketChannel client) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(1000);
		while (client.read(buffer) >= 0) {
			continue;
		}
		return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
	}

	/**
	 * Count the sockets, pipes and files of the soak that a process has open.
	 * @param pid the process
	 * @return the number, 0 if it is gone
	 */
	static int openHandles(long pid) {
		String[] numbers = Path.of("/proc/" + pid + "/fd").toFile().list();
		return (numbers != null) ? (int) Arrays.stream(numbers).filter((number) -> isHandle(pid, number)).count() : 0;
	}

	private static boolean isHandle(long pid, String number) {
		try {
			String target = Files.readSymbolicLink(Path.of("/proc/" + pid + "/fd/" + number)).toString();
			return target.startsWith("socket:") || target.startsWith("pipe:") || target.contains("forkit-soak");
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * What is sent along.
	 */
	enum Kind {

		CONNECTION(SocketChannel.class), LISTENER(ServerSocketChannel.class), UDP(DatagramChannel.class),
		FILE(FileChannel.class), DESCRIPTOR(Fd.class);

		private final Class<?> type;

		Kind(Class<?> type) {
			this.type = type;
		}

		Object open() throws IOException {
			InetSocketAddress address = new InetSocketAddress("127.0.0.1", 0);
			return switch (this) {
				case LISTENER -> ServerSocketChannel.open().bind(address);
				case UDP -> DatagramChannel.open().bind(address);
				case FILE -> openFile();
				case DESCRIPTOR -> openPipe();
				case CONNECTION -> throw new IllegalStateException("Connections are accepted");
			};
		}

		private static FileChannel openFile() throws IOException {
			Path file = Files.createTempFile("forkit-soak", null);
			FileChannel opened = FileChannel.open(file, StandardOpenOption.WRITE);
			Files.delete(file);
			return opened;
		}

		private static Fd openPipe() throws IOException {
			Pipe pipe = Pipe.open();
			pipe.readEnd().close();
			return pipe.writeEnd();
		}

	}

	/**
	 * What goes with a handle.
	 *
	 * @param number the number of the handle
	 * @param kind what it is
	 * @param back whether it is to be sent back
	 */
	record Item(int number, Kind kind, boolean back) {

		Item answered() {
			return new Item(this.number, this.kind, false);
		}

	}

	/**
	 * What a side has seen.
	 *
	 * @param received handles
	 * @param doubled handles that came twice
	 * @param missing messages that came without their handle
	 * @param unfinished sent handles whose future is not complete
	 */
	record Report(int received, int doubled, int missing, int unfinished) {

	}

}
