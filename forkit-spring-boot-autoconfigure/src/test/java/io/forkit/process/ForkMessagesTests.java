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
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.forkit.ipc.ChannelClosedException;
import io.forkit.posix.Signal;
import io.forkit.process.child.ParentProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for messages and handles between real processes.
 */
@Timeout(60)
class ForkMessagesTests {

	private final ProcessTemplate processes = ProcessTemplate.create();

	@AfterEach
	void close() {
		this.processes.close();
	}

	@Test
	void aForkedClassAnswersAndTakesHandles() throws Exception {
		try (ForkedProcess child = this.processes.fork(Resizer.class).start();
				ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
			CompletableFuture<String> ready = new CompletableFuture<>();
			child.onMessage(String.class, (text) -> ready.complete(text));
			assertThat(ready.get(20, TimeUnit.SECONDS)).isEqualTo("ready");
			CompletableFuture<Done> answer = child.request(new Job("a"), Done.class).timeout(Duration.ofSeconds(20));
			assertThat(answer.get()).isEqualTo(new Done("a!"));
			try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
				SocketChannel accepted = server.accept();
				child.send("take this connection", accepted).get(20, TimeUnit.SECONDS);
				assertThat(accepted.isOpen()).isFalse();
				assertThat(read(client)).isEqualTo("hello from the child");
			}
			try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
				assertThat(child.request("answered", server.accept(), String.class).get(20, TimeUnit.SECONDS))
					.isEqualTo("sent");
				assertThat(read(client)).isEqualTo("hello from the child");
			}
			child.disconnect().get(20, TimeUnit.SECONDS);
			assertThat(child.onExit().get(20, TimeUnit.SECONDS).code()).hasValue(0);
		}
	}

	@Test
	void aNodeProgramAnswersAndTakesHandles(@TempDir Path directory) throws Exception {
		Path script = directory.resolve("worker.js");
		Files.writeString(script,
				"""
						process.on('message', (m, handle) => {
						  if (handle && m.$request) { handle.end(m.body); process.send({ $reply: m.$request, body: 'sent' }); return; }
						  if (handle) { handle.end('hello from node'); return; }
						  if (m.$request) { process.send({ $reply: m.$request, body: { text: m.body.path + '!' } }); return; }
						  process.send(m);
						});
						process.send('ready');
						""");
		try (ForkedProcess child = this.processes.fork(script).start();
				ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
			BlockingQueue<Object> received = new LinkedBlockingQueue<>();
			child.onMessage(Object.class, (message) -> received.add(message));
			assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("ready");
			child.send(42);
			assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo(42);
			assertThat(child.request(new Job("n"), Done.class).get(20, TimeUnit.SECONDS)).isEqualTo(new Done("n!"));
			try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
				SocketChannel accepted = server.accept();
				child.send("take this connection", accepted).get(20, TimeUnit.SECONDS);
				assertThat(accepted.isOpen()).isFalse();
				assertThat(read(client)).isEqualTo("hello from node");
			}
			try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
				assertThat(child.request("answered", server.accept(), String.class).get(20, TimeUnit.SECONDS))
					.isEqualTo("sent");
				assertThat(read(client)).isEqualTo("answered");
			}
			child.disconnect().get(20, TimeUnit.SECONDS);
			assertThat(child.onExit().get(20, TimeUnit.SECONDS).code()).hasValue(0);
		}
	}

	@Test
	void theEndOfAChannelNamesTheProgramAndHowItEnded() throws Exception {
		try (ForkedProcess child = this.processes.fork(Resizer.class).start()) {
			CompletableFuture<Done> answer = child.request("never answered", Done.class);
			child.kill(Signal.SIGKILL);
			child.onExit().get(20, TimeUnit.SECONDS);
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
				.havingCause()
				.isInstanceOf(ChannelClosedException.class)
				.withMessageContaining("Resizer")
				.withMessageContaining("pid " + child.pid())
				.withMessageContaining("SIGKILL");
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> child.send("more").get(20, TimeUnit.SECONDS))
				.havingCause()
				.withMessageContaining("pid " + child.pid());
		}
	}

	@Test
	void aChildClosesTheSocketForHandlesWithItsChannel() throws Exception {
		try (ForkedProcess child = this.processes.fork(Leaver.class).start()) {
			child.disconnect().get(20, TimeUnit.SECONDS);
			assertThat(child.onExit().get(20, TimeUnit.SECONDS).code()).hasValue(7);
		}
	}

	private static String read(SocketChannel client) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(100);
		while (client.read(buffer) >= 0) {
			continue;
		}
		return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
	}

	record Job(String path) {
	}

	record Done(String text) {
	}

	/**
	 * Ends with 7 when none of the descriptors of the channel is open any more.
	 */
	public static final class Leaver {

		public static void main(String[] args) throws Exception {
			ParentProcess.get().onDisconnect().get(20, TimeUnit.SECONDS);
			long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
			// The loop gives back its own a moment later.
			while (isSocket(3) || isSocket(4)) {
				if (System.nanoTime() - limit > 0) {
					System.exit(1);
				}
				Thread.onSpinWait();
			}
			System.exit(7);
		}

		private static boolean isSocket(int number) throws IOException {
			try {
				return Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString().startsWith("socket:");
			}
			catch (NoSuchFileException ex) {
				return false;
			}
		}

	}

	/**
	 * The forked class.
	 */
	public static final class Resizer {

		public static void main(String[] args) {
			ParentProcess parent = ParentProcess.get();
			parent.onMessage(Job.class, (job, reply) -> reply.send(new Done(job.path() + "!")));
			parent.onMessage(String.class, (text, exchange) -> {
				try (SocketChannel socket = exchange.handle().orElseThrow().as(SocketChannel.class)) {
					socket.write(StandardCharsets.UTF_8.encode("hello from the child"));
					if (exchange.isRequest()) {
						exchange.send("sent");
					}
				}
				catch (Exception ex) {
					ex.printStackTrace();
				}
			});
			parent.send("ready");
		}

	}

}
