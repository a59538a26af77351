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
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

import io.forkit.ipc.MessageChannel;
import io.forkit.ipc.WireFormat;
import io.forkit.posix.Fd;
import io.forkit.posix.Signal;
import io.forkit.process.service.TestCompiler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ForkedProcess}, with real JVMs where it takes one; a shell does where
 * it does not.
 */
class ForkedProcessTests extends AbstractProcessTests {

	private static final Path SHELL = Path.of("/bin/sh");

	private static final String QUICK = "-XX:TieredStopAtLevel=1";

	@TempDir
	Path directory;

	@BeforeEach
	void openChannels() throws Exception {
		// Their loop is there from the first fork on.
		this.processes.fork(script("exit 0")).execPath(SHELL).start().onClose().get(20, TimeUnit.SECONDS);
		countOpenFiles();
	}

	@Test
	void aClassTalksToThisProcessOverItsSocketsAndNobodyElseDoes() throws Exception {
		List<String> lines = new CopyOnWriteArrayList<>();
		ForkedProcess forked = this.processes.fork(ForkPeer.class)
			.jvmArgs(QUICK, "-Dforkit.test=a b")
			.args("talk", "a b", "")
			.onStdoutLine(lines::add)
			.start();
		CompletableFuture<String> received = new CompletableFuture<>();
		forked.onMessage(String.class, (text) -> received.complete(text));
		assertThat(received.get(30, TimeUnit.SECONDS)).isEqualTo("pong");
		assertThat(forked.onClose().get(30, TimeUnit.SECONDS).status().code()).as(lines.toString()).hasValue(3);
		assertThat(lines).containsExactly("args [talk, a b, ]", "property a b", "NODE_CHANNEL_FD 3",
				"NODE_CHANNEL_SERIALIZATION_MODE frames", "FORKIT_HANDLE_FD 4", "FORKIT_END_WITH_PARENT null",
				"spawned 0 1 2 3", "copied 0 1 2 3");
	}

	@Test
	void aForkedJvmLoadsNothingButTheJdkAndWhatBelongsToTheChannel() throws Exception {
		List<String> lines = new CopyOnWriteArrayList<>();
		ForkedProcess forked = this.processes.fork(ForkPeer.class)
			.inheritJvmArgs(false)
			.jvmArgs(QUICK, "-Xlog:class+load")
			.args("environment")
			.onStdoutLine(lines::add)
			.start();
		assertThat(forked.onClose().get(30, TimeUnit.SECONDS).status().isSuccess()).isTrue();
		assertThat(lines).anyMatch((line) -> line.contains(ForkPeer.class.getName()))
			.filteredOn((line) -> line.contains("source: file:"))
			.allMatch((line) -> line.contains(" io.forkit.process.child.") || line.contains(" io.forkit.ipc.")
					|| line.contains(" io.forkit.posix.") || line.contains(ForkPeer.class.getName()));
	}

	@Test
	void anExceptionOfMainIsReportedAsJavaDoes() throws Exception {
		List<String> errors = new CopyOnWriteArrayList<>();
		List<String> lines = new CopyOnWriteArrayList<>();
		ForkedProcess forked = this.processes.fork(ForkPeer.class)
			.jvmArgs(QUICK)
			.args("throw")
			.onStderrLine(errors::add)
			.onStdoutLine(lines::add)
			.start();
		assertThat(forked.onClose().get(30, TimeUnit.SECONDS).status().code()).hasValue(1);
		assertThat(errors).contains("Exception in thread \"main\" java.lang.IllegalStateException: no");
		assertThat(lines).containsExactly("the other thread is alive");
	}

	@Test
	void aClassThatIsNotOnTheNamedClassPathIsReported() throws Exception {
		List<String> errors = new CopyOnWriteArrayList<>();
		ForkedProcess forked = this.processes.fork(ForkPeer.class)
			.jvmArgs(QUICK)
			.classPath(this.directory)
			.onStderrLine(errors::add)
			.start();
		assertThat(forked.onClose().get(30, TimeUnit.SECONDS).status().code()).hasValue(1);
		assertThat(errors).anyMatch((line) -> line.startsWith("Class " + ForkPeer.class.getName()
				+ " was to be forked but is not on the class path " + this.directory));
	}

	@Test
	void aJarIsRunByItsManifest() throws Exception {
		Manifest manifest = manifest(ForkPeer.class.getName());
		manifest.getMainAttributes()
			.put(Attributes.Name.CLASS_PATH,
					Arrays.stream(System.getProperty("java.class.path").split(":"))
						.map((element) -> Path.of(element).toUri().toString())
						.collect(Collectors.joining(" ")));
		Path jar = jar(this.directory.resolve("peer.jar"), manifest);
		List<String> lines = new CopyOnWriteArrayList<>();
		ForkedProcess forked = this.processes.fork(jar)
			.jvmArgs(QUICK)
			.wireFormat(WireFormat.JSON)
			.args("environment")
			.onStdoutLine(lines::add)
			.start();
		assertThat(forked.onClose().get(30, TimeUnit.SECONDS).status().isSuccess()).isTrue();
		assertThat(lines).containsExactly("NODE_CHANNEL_FD 3", "NODE_CHANNEL_SERIALIZATION_MODE json",
				"FORKIT_HANDLE_FD null", "FORKIT_END_WITH_PARENT null");
	}

	@Test
	void aClassInAnExecutableJarIsForkedFromThere() throws Exception {
		Path classes = TestCompiler.compile(this.directory, Map.of("Application", """
				import io.forkit.process.ProcessTemplate;
				public class Application {
					public static void main(String[] args) throws Exception {
						if (args.length > 0) {
							System.out.println("forked with " + args[0] + " by "
									+ Application.class.getClassLoader().getClass().getSimpleName());
							return;
						}
						try (ProcessTemplate processes = ProcessTemplate.create()) {
							System.out.println("status " + processes.fork(Application.class).args("an argument")
									.start().waitFor());
						}
					}
				}
				"""));
		Path executable = executableJar(classes);
		String output = this.processes
			.execFile(Path.of(System.getProperty("java.home"), "bin", "java").toString(), QUICK, "-jar",
					executable.toString())
			.mergeErrors()
			.runToEnd()
			.stdout();
		assertThat(output.lines()).contains("forked with an argument by LaunchedClassLoader", "status exit code 0");
	}

	/** As the plugin of Spring Boot makes it. */
	private Path executableJar(Path classes) throws IOException {
		Path jar = this.directory.resolve("application.jar");
		Manifest manifest = manifest("org.springframework.boot.loader.launch.JarLauncher");
		manifest.getMainAttributes().putValue("Start-Class", "Application");
		manifest.getMainAttributes().putValue("Spring-Boot-Classes", "BOOT-INF/classes/");
		manifest.getMainAttributes().putValue("Spring-Boot-Lib", "BOOT-INF/lib/");
		try (OutputStream file = Files.newOutputStream(jar);
				JarOutputStream out = new JarOutputStream(file, manifest)) {
			add(out, classes, "BOOT-INF/classes/");
			for (String element : System.getProperty("java.class.path").split(":")) {
				Path path = Path.of(element);
				String name = path.getFileName().toString();
				if (name.startsWith("spring-boot-loader")) {
					try (FileSystem loader = FileSystems.newFileSystem(path)) {
						add(out, loader.getPath("/"), "");
					}
				}
				else if (element.endsWith("target/classes")) {
					add(out, jar(this.directory.resolve("forkit.jar"), manifest("None"), path));
				}
				else if (name.matches("(jnr-|jffi|asm|spring-core|commons-logging|micrometer-).*jar")) {
					add(out, path);
				}
			}
		}
		return jar;
	}

	private static void add(JarOutputStream out, Path library) throws IOException {
		byte[] content = Files.readAllBytes(library);
		CRC32 checksum = new CRC32();
		checksum.update(content);
		JarEntry entry = new JarEntry("BOOT-INF/lib/" + library.getFileName());
		entry.setMethod(ZipEntry.STORED);
		entry.setSize(content.length);
		entry.setCrc(checksum.getValue());
		out.putNextEntry(entry);
		out.write(content);
	}

	private static void add(JarOutputStream out, Path directory, String prefix) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			for (Path file : files.toList()) {
				String name = directory.relativize(file).toString();
				if (Files.isDirectory(file) && !(prefix + name).isEmpty() && !name.startsWith("META-INF")) {
					out.putNextEntry(new JarEntry(prefix + (name.isEmpty() ? "" : name + "/")));
				}
				else if (name.endsWith(".class")) {
					out.putNextEntry(new JarEntry(prefix + name));
					Files.copy(file, out);
				}
			}
		}
	}

	private static Path jar(Path jar, Manifest manifest, Path... directories) throws IOException {
		try (OutputStream file = Files.newOutputStream(jar);
				JarOutputStream out = new JarOutputStream(file, manifest)) {
			for (Path directory : directories) {
				add(out, directory, "");
			}
		}
		return jar;
	}

	private static Manifest manifest(String main) {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main);
		return manifest;
	}

	@Test
	void aNodeProgramFindsItsChannel() throws Exception {
		Assumptions.assumeTrue(this.processes.exec("command -v node").runToEnd().status().isSuccess(),
				"node is not installed");
		ForkedProcess forked = this.processes
			.fork(script(
					"process.send({ hello: process.argv[2] }); process.on('message', () => process.disconnect());"))
			.args("ä")
			.start();
		CompletableFuture<Object> received = new CompletableFuture<>();
		forked.onMessage(Map.class, (message) -> received.complete(message));
		assertThat(received.get(30, TimeUnit.SECONDS)).isEqualTo(Map.of("hello", "ä"));
		forked.send(1);
		assertThat(forked.onClose().get(30, TimeUnit.SECONDS).status().isSuccess()).isTrue();
	}

	@Test
	void theProgramHasNothingOpenBesidesItsChannel() throws Exception {
		List<String> lines = new CopyOnWriteArrayList<>();
		ForkedProcess forked = shell("for f in /proc/$$/fd/*; do [ -e $f ] && echo ${f##*/}; done; true")
			.onStdoutLine(lines::add)
			.start();
		assertThat(forked.onClose().get(20, TimeUnit.SECONDS).status().isSuccess()).isTrue();
		// From 10 on the shell has what it has opened itself, as its script.
		assertThat(lines).filteredOn((line) -> line.length() == 1).containsExactly("0", "1", "2", "3");
	}

	@Test
	void streamsAreThoseOfThisProcessUnlessTheyAreAskedFor() throws Exception {
		String look = "names=$(readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2); echo \"$names\" >&3; read line <&3";
		ForkedProcess inheriting = shell(look).start();
		assertThat(streams(inheriting)).containsExactly(own(0), own(1), own(2));
		ForkedProcess silent = shell(look).silent().start();
		assertThat(streams(silent)).allMatch((name) -> name.startsWith("pipe:"));
		assertThat(silent.stdout().readAllBytes()).isEmpty();
		ForkedProcess mixed = shell(look).stdin(Stdio.ignore()).onStderrLine((line) -> {
		}).start();
		assertThat(streams(mixed)).satisfiesExactly((in) -> assertThat(in).isEqualTo("/dev/null"),
				(out) -> assertThat(out).isEqualTo(own(1)), (err) -> assertThat(err).startsWith("pipe:"));
	}

	private List<String> streams(ForkedProcess forked) throws Exception {
		Fd channel = ends(forked).messages();
		StringBuilder text = new StringBuilder();
		while (text.chars().filter((character) -> character == '\n').count() < 3) {
			text.append(receive(channel, 1));
		}
		send(channel, "done\n");
		assertThat(forked.waitFor().isSuccess()).isTrue();
		return text.toString().lines().toList();
	}

	private static String own(int descriptor) throws IOException {
		return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
	}

	@Test
	void closeComesAfterTheEndOfTheChannel() throws Exception {
		TestChannels channels = new TestChannels();
		List<String> told = new CopyOnWriteArrayList<>();
		ForkedProcess forked = shell("echo last >&3; exit 7", channels).onSpawn((child) -> told.add("spawn"))
			.onExit((child, status) -> told.add("exit"))
			.onClose((child, result) -> told.add("close"))
			.start();
		assertThat(forked.onExit().get(20, TimeUnit.SECONDS).code()).hasValue(7);
		Awaitility.await().untilAsserted(() -> assertThat(channels.programEnded).isTrue());
		// What was sent before the end can still be read then.
		assertThat(receive(channels.ends.messages(), 5)).isEqualTo("last\n");
		Awaitility.await().untilAsserted(() -> assertThat(this.processes.liveCount()).isZero());
		assertThat(forked.onClose()).isNotDone();
		assertThat(told).doesNotContain("close");
		channels.end();
		assertThat(forked.onClose().get(20, TimeUnit.SECONDS).status().code()).hasValue(7);
		Awaitility.await().untilAsserted(() -> assertThat(told).containsExactly("spawn", "exit", "close"));
	}

	@Test
	void aChannelThatFailsIsAnEndAsWell() throws Exception {
		TestChannels channels = new TestChannels();
		ForkedProcess forked = shell("true", channels).start();
		forked.waitFor();
		channels.ends.messages().close();
		channels.ended.completeExceptionally(new IOException("expected"));
		assertThat(forked.onClose().get(20, TimeUnit.SECONDS).status().isSuccess()).isTrue();
	}

	@Test
	void whereNoChannelCanBeOpenedNothingIsLeft() {
		List<Fd> given = new ArrayList<>();
		ForkSpec spec = shell("sleep 100", (ends) -> {
			given.add(ends.messages());
			throw new IOException("expected");
		});
		assertThatExceptionOfType(ProcessStartException.class).isThrownBy(spec::start)
			.withMessageContaining("its channel could not be opened: expected");
		assertThat(given).singleElement().satisfies((fd) -> assertThat(fd.isOpen()).isFalse());
		assertThat(this.processes.liveCount()).isZero();
	}

	@Test
	void whatCannotBeStartedLeavesNothingOpen() {
		ForkSpec spec = shell("true").execPath(Path.of("/no/such/node"));
		assertThatExceptionOfType(CommandNotFoundException.class).isThrownBy(spec::start)
			.withMessageContaining("/no/such/node does not exist");
		ForkSpec directory = shell("true").execPath(this.directory);
		assertThatExceptionOfType(NotExecutableException.class).isThrownBy(directory::start);
	}

	@Test
	void aForkIsKilledAndClosedAsAnyOtherProgram() throws Exception {
		ForkedProcess killed = shell("sleep 100").start();
		assertThat(killed.kill(Signal.SIGKILL)).isTrue();
		assertThat(killed.onClose().get(20, TimeUnit.SECONDS).status().signal()).hasValue(Signal.SIGKILL);
		ForkedProcess closed = shell("sleep 100").start();
		closed.close();
		assertThat(closed.isAlive()).isFalse();
		assertThat(ends(closed).messages().isOpen()).isFalse();
	}

	@Test
	void aSpecCanBeStartedMoreThanOnce() throws Exception {
		ForkSpec spec = shell("echo $1 >&3; read line <&3");
		ForkedProcess one = spec.args("one").start();
		ForkedProcess two = spec.args("two").start();
		assertThat(receive(ends(one).messages(), 4)).isEqualTo("one\n");
		assertThat(receive(ends(two).messages(), 4)).isEqualTo("two\n");
		send(ends(one).messages(), "done\n");
		send(ends(two).messages(), "done\n");
		assertThat(one.waitFor().isSuccess()).isTrue();
		assertThat(two.waitFor().isSuccess()).isTrue();
	}

	private ForkSpec shell(String script) {
		return shell(script, IdleForkChannel::new);
	}

	private ForkSpec shell(String script, ForkChannel.Factory channels) {
		Path file = script(script);
		TemplateContext context = ((DefaultForkSpec) this.processes.fork(file)).context();
		CommandOptions options = new CommandOptions();
		options.killGrace = GRACE;
		options.drainTimeout = DRAIN;
		return new DefaultForkSpec(context, ForkProgram.of(file), options, ForkDefaults.STANDARD, channels)
			.execPath(SHELL);
	}

	private Path script(String content) {
		try {
			return Files.writeString(this.directory.resolve("worker.js"), content);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ForkChannel.Ends ends(ForkedProcess forked) {
		return ((IdleForkChannel) forked.channel()).ends();
	}

	private static void send(Fd fd, String text) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		fd.write(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
	}

	private static String receive(Fd fd, int count) {
		ByteBuffer bytes = ByteBuffer.allocateDirect(count);
		Awaitility.await().atMost(30, TimeUnit.SECONDS).pollInterval(2, TimeUnit.MILLISECONDS).until(() -> {
			fd.read(bytes);
			return !bytes.hasRemaining();
		});
		return ForkPeer.text(bytes);
	}

	/**
	 * A channel that ends when the test says so.
	 */
	private static final class TestChannels implements ForkChannel.Factory, ForkChannel {

		private final CompletableFuture<Void> ended = new CompletableFuture<>();

		private volatile boolean programEnded;

		private ForkChannel.Ends ends;

		@Override
		public MessageChannel messages() {
			throw new UnsupportedOperationException();
		}

		@Override
		public ForkChannel open(Ends opened) {
			this.ends = opened;
			return this;
		}

		@Override
		public void programEnded() {
			this.programEnded = true;
		}

		@Override
		public CompletionStage<?> ended() {
			return this.ended;
		}

		private void end() {
			this.ends.messages().close();
			this.ended.complete(null);
		}

	}

}
