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
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.forkit.ipc.HandleNotReceivedException;
import io.forkit.ipc.MessageChannel;
import io.forkit.posix.Fd;
import io.forkit.posix.OpenFiles;
import io.forkit.posix.Pipe;
import io.forkit.process.child.ParentProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

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
					.args(Path.of(Fd.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString())
					.limits(ResourceLimits.none().openFiles(150))
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

		private static String fill(Pipe pipe) {
			try {
				while (true) {
					FILL.add(pipe.readEnd().duplicate());
				}
			}
			catch (IOException ex) {
				return "full";
			}
		}

		private static String free() throws IOException {
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

}
