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
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.forkit.ipc.HandleNotReceivedException;
import io.forkit.ipc.MessageChannel;
import io.forkit.ipc.NativeLoop;
import io.forkit.ipc.NativeTransport;
import io.forkit.ipc.ProcessChannel;
import io.forkit.ipc.Transport;
import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.OpenFiles;
import io.forkit.posix.Pipe;
import io.forkit.process.child.ParentProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for handles where there are no descriptors left.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class DescriptorShortageIntegrationTests {

	@Test
	void aHandleThatCannotBeTakenFailsAndTheChannelGoesOn() throws Exception {
		try (ProcessTemplate processes = ProcessTemplate.create();
				ForkedProcess child = processes.fork(Poor.class)
					.args(classes())
					.limits(ResourceLimits.none().openFiles(512))
					.start();
				Pipe pipe = Pipe.open()) {
			assertThat(send(child, "with 1", pipe).get(30, TimeUnit.SECONDS)).isNull();
			assertThat(ask(child, "last")).isEqualTo("with 1: true");
			assertThat(ask(child, "fill")).isEqualTo("full");
			CompletableFuture<?> lost = send(child, "with 2", pipe);
			CompletableFuture<?> alsoLost = send(child, "with 3", pipe);
			for (CompletableFuture<?> one : List.of(lost, alsoLost)) {
				assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> one.get(30, TimeUnit.SECONDS))
					.withCauseInstanceOf(HandleNotReceivedException.class)
					.withMessageContaining("too many open files");
			}
			assertThat(ask(child, "last")).isEqualTo("with 3: false");
			assertThat(ask(child, "send")).startsWith("java.lang.IllegalStateException: 'handle' cannot be sent: ")
				.contains("EMFILE")
				.endsWith("source open: true");
			String open = ask(child, "free");
			assertThat(send(child, "with 4", pipe).get(30, TimeUnit.SECONDS)).isNull();
			assertThat(ask(child, "last")).isEqualTo("with 4: true");
			assertThat(ask(child, "free")).isEqualTo(open);
		}
	}

	@Test
	void aHandleThatAForkedClassCouldNotTakeArrivesWhenItIsSentAgain() throws Exception {
		LossyChannels channels = new LossyChannels();
		try (ProcessTemplate processes = ProcessTemplate.create();
				ForkedProcess child = fork(processes, new ForkedClass(Poor.class), channels).args(classes(), "stdin")
					.start();
				Pipe pipe = Pipe.open()) {
			channels.onLoss(() -> write(child));
			assertThat(send(child, "with 1", pipe).get(30, TimeUnit.SECONDS)).isNull();
			assertThat(channels.losses()).isZero();
			assertThat(ask(child, "fill")).isEqualTo("full");
			assertThat(send(child, "with 2", pipe).get(30, TimeUnit.SECONDS)).isNull();
			assertThat(channels.losses()).isPositive();
			assertThat(ask(child, "last")).isEqualTo("with 2: true");
		}
	}

	@Test
	void aHandleThatANodeProgramCouldNotTakeArrivesWhenItIsSentAgain(@TempDir Path directory) throws Exception {
		Path script = directory.resolve("poor.js");
		Files.writeString(script, """
				const fs = require('fs');
				const open = [];
				process.stdin.on('data', () => open.splice(0).forEach((fd) => fs.closeSync(fd)));
				process.on('message', (m, handle) => {
				  if (m === 'fill') {
				    try { for (;;) open.push(fs.openSync('/dev/null')); } catch (e) { process.send(e.code); }
				    return;
				  }
				  process.send(m + ': ' + (handle !== undefined));
				  if (handle) handle.destroy();
				});
				""");
		LossyChannels channels = new LossyChannels();
		BlockingQueue<String> messages = new LinkedBlockingQueue<>();
		try (ProcessTemplate processes = ProcessTemplate.create();
				ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
				SocketChannel client = SocketChannel.open(server.getLocalAddress());
				SocketChannel accepted = server.accept();
				SocketChannel otherClient = SocketChannel.open(server.getLocalAddress());
				SocketChannel otherAccepted = server.accept();
				ForkedProcess child = fork(processes, ForkProgram.of(script), channels)
					.onMessage(String.class, (text) -> messages.add(text))
					.start()) {
			channels.onLoss(() -> write(child));
			child.send("with 1", accepted).get(30, TimeUnit.SECONDS);
			assertThat(messages.poll(30, TimeUnit.SECONDS)).isEqualTo("with 1: true");
			assertThat(channels.losses()).isZero();
			child.send("fill");
			assertThat(messages.poll(30, TimeUnit.SECONDS)).isEqualTo("EMFILE");
			child.send("with 2", otherAccepted).get(30, TimeUnit.SECONDS);
			assertThat(channels.losses()).isPositive();
			assertThat(messages.poll(30, TimeUnit.SECONDS)).isEqualTo("with 2: true");
			assertThat(otherAccepted.isOpen()).isFalse();
		}
	}

	private static ForkSpec fork(ProcessTemplate processes, ForkProgram program, ForkChannel.Factory channels) {
		TemplateContext context = ((DefaultForkSpec) processes.fork(Poor.class)).context();
		return new DefaultForkSpec(context, program, new CommandOptions(), ForkDefaults.STANDARD, channels)
			.stdin(Stdio.pipe())
			.limits(ResourceLimits.none().openFiles(512));
	}

	private static void write(ForkedProcess child) {
		try {
			child.stdin().write('x');
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String classes() throws Exception {
		return Path.of(Fd.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
	}

	private static CompletableFuture<?> send(MessageChannel child, String message, Pipe pipe) throws IOException {
		return child.send(message, pipe.readEnd().duplicate());
	}

	private static String ask(MessageChannel child, String question) throws Exception {
		return child.request(question, String.class).get(30, TimeUnit.SECONDS);
	}

	/**
	 * The program that has few descriptors.
	 */
	public static final class Poor {

		private static final List<Fd> FILL = new ArrayList<>();

		private static String last = "";

		private Poor() {
		}

		public static void main(String[] args) throws Exception {
			// No class can be loaded from a directory without a descriptor.
			Path location = Path.of(args[0]);
			if (Files.isDirectory(location)) {
				loadAll(location);
			}
			else {
				// The tests of a whole build have it in its jar.
				try (FileSystem jar = FileSystems.newFileSystem(location)) {
					loadAll(jar.getPath("/"));
				}
			}
			Pipe pipe = Pipe.open();
			if (args.length > 1) {
				freeWhenTold();
			}
			ParentProcess parent = ParentProcess.get();
			parent.onMessage(String.class, (text, exchange) -> {
				try {
					switch (text) {
						case "fill" -> exchange.send(fill(pipe));
						case "free" -> exchange.send(free());
						case "send" -> exchange.send(send(parent, pipe));
						case "last" -> exchange.send(last);
						default -> last = text + ": " + exchange.handle().isPresent();
					}
				}
				catch (IOException ex) {
					exchange.fail(ex);
				}
			});
		}

		/** By way of stdin: the channel waits for the handle. */
		private static void freeWhenTold() throws IOException {
			free();
			Thread thread = new Thread(() -> {
				try {
					System.in.read();
					free();
				}
				catch (IOException ex) {
					ex.printStackTrace();
				}
			});
			thread.setDaemon(true);
			thread.start();
		}

		private static void loadAll(Path classes) throws Exception {
			loadAll(classes, "io/forkit/ipc");
			loadAll(classes, "io/forkit/posix");
		}

		private static void loadAll(Path classes, String directory) throws Exception {
			try (Stream<Path> files = Files.walk(classes.resolve(directory))) {
				for (Path file : files.filter((path) -> path.toString().endsWith(".class")).toList()) {
					String name = classes.relativize(file).toString().replace('/', '.');
					if (!name.contains("package-info") && !name.contains("json")) {
						Class.forName(name.substring(0, name.length() - ".class".length()));
					}
				}
			}
		}

		private static synchronized String fill(Pipe pipe) {
			try {
				while (true) {
					FILL.add(pipe.readEnd().duplicate());
				}
			}
			catch (IOException ex) {
				return "full";
			}
		}

		private static synchronized String free() throws IOException {
			FILL.forEach(Fd::close);
			FILL.clear();
			return String.valueOf(OpenFiles.count());
		}

		private static String send(ParentProcess parent, Pipe pipe) {
			try {
				parent.send("x", pipe.readEnd());
				return "sent";
			}
			catch (IllegalStateException ex) {
				return ex + ", source open: " + pipe.readEnd().isOpen();
			}
		}

	}

	/**
	 * Channels as all are, that tell when the other process says that a handle was lost.
	 */
	private static final class LossyChannels implements ForkChannel.Factory {

		private static final String LOST_IN_FRAMES = "\0\0\0\4\1\7\0\0";

		private static final String LOST_IN_JSON = "NODE_HANDLE_NACK";

		private final AtomicInteger losses = new AtomicInteger();

		private volatile Runnable listener = () -> {
		};

		void onLoss(Runnable listener) {
			this.listener = listener;
		}

		int losses() {
			return this.losses.get();
		}

		@Override
		public ForkChannel open(ForkChannel.Ends ends) throws IOException {
			EventLoop loop = new EventLoop("test-channels");
			Transport transport = new NativeTransport(new NativeLoop(loop), ends.messages());
			Fd handles = ends.handles();
			ProcessChannel channel = ProcessChannel.builder(observed(transport), ends.terms().format())
				.handles((handles != null) ? ProcessChannel.HandleSocket.of(handles) : null)
				.settings(ends.terms().settings())
				.listeners(ends.terms().listeners())
				.open();
			channel.onDisconnect().whenComplete((end, ex) -> loop.close());
			return new ForkChannel() {

				@Override
				public void programEnded() {
					channel.endAfter(Duration.ofSeconds(2));
				}

				@Override
				public CompletionStage<?> ended() {
					return channel.onDisconnect();
				}

				@Override
				public MessageChannel messages() {
					return channel;
				}

			};
		}

		private Transport observed(Transport transport) {
			return (Transport) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Transport.class },
					(proxy, method, args) -> {
						int from = (method.getName().equals("read")) ? ((ByteBuffer) args[0]).position() : 0;
						try {
							Object result = method.invoke(transport, args);
							if (method.getName().equals("read")) {
								look(((ByteBuffer) args[0]).duplicate().flip().position(from));
							}
							return result;
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					});
		}

		private void look(ByteBuffer bytes) {
			String text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
			if (text.contains(LOST_IN_FRAMES) || text.contains(LOST_IN_JSON)) {
				this.losses.incrementAndGet();
				this.listener.run();
			}
		}

	}

}
