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

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import io.forkit.ipc.ChannelSettings;
import io.forkit.ipc.QueuePolicy;
import io.forkit.ipc.WireFormat;
import io.forkit.process.child.ForkedMain;
import io.forkit.process.service.TestCompiler;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for what is started for a {@link ForkSpec}, without starting it.
 */
@EnabledOnOs(OS.LINUX)
class ForkSpecTests {

	private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

	private static final String OPENS = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

	private static final Path SCRIPT = Path.of("worker.js");

	private final ProcessTemplate processes = ProcessTemplate.create();

	@TempDir
	Path directory;

	@AfterEach
	void close() {
		this.processes.close();
	}

	@Test
	void aClassIsRunWithTheClassPathOfThisJvm() {
		List<String> command = command(
				this.processes.fork(Program.class).inheritJvmArgs(false).jvmArgs("-Xmx64m", "-Da=b c").args("x", ""));
		assertThat(command).startsWith(JAVA, "-Xmx64m", "-Da=b c", OPENS)
			.containsSubsequence("-cp", classPath(), ForkedMain.class.getName(), Program.class.getName(), "x", "");
		assertThat(command.contains("--enable-native-access=ALL-UNNAMED")).isEqualTo(Runtime.version().feature() >= 22);
	}

	@Test
	void flagsOfThisJvmComeBeforeThoseOfTheSpec() {
		List<String> inherited = command(this.processes.fork(Program.class).jvmArgs("-Da=b"));
		List<String> own = command(this.processes.fork(Program.class).jvmArgs("-Da=b").inheritJvmArgs(false));
		assertThat(inherited.indexOf("-Da=b")).isGreaterThan(1);
		assertThat(inherited.subList(1, inherited.indexOf("-Da=b"))).contains(OPENS);
		assertThat(own.indexOf("-Da=b")).isEqualTo(1);
	}

	@Test
	void aClassPathIsMadeAbsoluteAndHasForkit() {
		List<String> command = command(this.processes.fork(Program.class).classPath(Path.of("a.jar"), Path.of("/b")));
		String path = command.get(command.indexOf("-cp") + 1);
		assertThat(path).startsWith(Path.of("a.jar").toAbsolutePath() + ":/b:/")
			.endsWith(Path.of("target/classes").toString());
	}

	@Test
	void aClassInAnExecutableJarIsFoundByTheLauncherOfSpringBoot() {
		assertThat(JvmClassPath.executableJar("jar:nested:/a%20b/app.jar/!BOOT-INF/classes/!/"))
			.isEqualTo("/a b/app.jar");
		assertThat(JvmClassPath.executableJar("jar:nested:/x/app.jar/!BOOT-INF/lib/one.jar!/")).isEqualTo("/x/app.jar");
		assertThat(new JvmClassPath("/x/app.jar", true).launching(ForkedMain.class)).containsExactly(
				"-Dloader.main=" + ForkedMain.class.getName(), "-cp", "/x/app.jar",
				"org.springframework.boot.loader.launch.PropertiesLauncher");
	}

	@Test
	void aClassThatNoOtherJvmFindsIsRefused() throws Exception {
		String name = "Generated";
		Path classes = TestCompiler.compile(this.directory,
				Map.of(name, "public class Generated { public static void main(String[] args) { } }"));
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() })) {
			ForkSpec spec = this.processes.fork(loader.loadClass(name));
			assertThatIllegalArgumentException().isThrownBy(spec::start)
				.withMessageContaining("'mainClass' must be on the class path of this JVM")
				.withMessageContaining("but Generated was loaded by java.net.URLClassLoader")
				.withMessageContaining("set the 'classPath'");
			assertThat(command(spec.classPath(classes))).contains(name);
		}
		assertThatIllegalArgumentException()
			.isThrownBy(() -> command(this.processes.fork(Class.forName("com.sun.tools.javac.Main"))))
			.withMessageContaining("is in the module jdk.compiler");
	}

	@Test
	void aClassWithoutAUsableMainIsRefused() {
		class Local {

			@SuppressWarnings("unused")
			public static void main(String[] args) {
			}

		}
		for (Class<?> type : List.of(Local.class, new Object() {
		}.getClass())) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.processes.fork(type))
				.withMessageContaining(
						"'mainClass' must have a name by which another JVM finds it but is " + type.getName());
		}
		for (Class<?> type : List.of(String.class, InstanceMain.class, HiddenMain.class, MainWithResult.class,
				int.class, Program[].class)) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.processes.fork(type))
				.withMessageContaining("'public static void main(String[])' but is " + type.getName());
		}
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.fork((Class<?>) null));
	}

	@Test
	void aJarAndAScriptAreRunByTheirExtension() {
		Path here = Path.of("").toAbsolutePath();
		assertThat(command(this.processes.fork(Path.of("a/Tool.JAR")).inheritJvmArgs(false).args("x")))
			.startsWith(JAVA, OPENS)
			.endsWith("-jar", here.resolve("a/Tool.JAR").toString(), "x");
		for (String script : List.of("worker.js", "worker.mjs", "worker.cjs")) {
			assertThat(command(this.processes.fork(Path.of(script)).nodeArgs("--no-warnings").args("x")))
				.containsExactly("node", "--no-warnings", here.resolve(script).toString(), "x");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "worker.py", "js", "worker", "worker.ts", "" })
	void anyOtherFileIsRefused(String file) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.processes.fork(Path.of(file)))
			.withMessage("'program' must be a .jar for a JVM or a .js, .mjs or .cjs for Node but is '" + file
					+ "'; start any other program with 'spawn'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "missing.jar", "missing.js" })
	void aFileThatDoesNotExistIsNamedBeforeAnythingIsStarted(String name) throws Exception {
		Path file = this.directory.resolve(name);
		ForkSpec spec = this.processes.fork(file).execPath(Path.of("/bin/true"));
		assertThatExceptionOfType(CommandNotFoundException.class).isThrownBy(spec::start)
			.withMessageContaining(file + " does not exist");
		Files.createDirectory(file);
		assertThatExceptionOfType(NotExecutableException.class).isThrownBy(spec::start)
			.withMessageContaining(file + " is not a file");
		assertThat(this.processes.liveCount()).isZero();
	}

	@Test
	void anotherJavaOrNodeCanBeNamed() {
		assertThat(command(this.processes.fork(Program.class).execPath(Path.of("/jdk/bin/java"))))
			.startsWith("/jdk/bin/java");
		assertThat(command(this.processes.fork(SCRIPT).execPath(Path.of("deno")))).startsWith("deno");
		try (ProcessTemplate template = ProcessTemplate.builder()
			.forkJava(Path.of("/x/java"))
			.forkNode(Path.of("/x/node"))
			.build()) {
			assertThat(command(template.fork(Program.class))).startsWith("/x/java");
			assertThat(command(template.fork(SCRIPT))).startsWith("/x/node");
		}
	}

	@Test
	void nativeAccessIsAskedForWhereTheOtherJvmKnowsIt() throws Exception {
		assertThat(JvmCommand.version(jdk("JAVA_RUNTIME_VERSION=\"25.0.3+9\"\nJAVA_VERSION=\"25.0.3\"\n")))
			.isEqualTo(25);
		assertThat(JvmCommand.version(jdk("JAVA_VERSION=\"17.0.15\"\n"))).isEqualTo(17);
		assertThat(JvmCommand.version(Path.of("java"))).isEqualTo(Runtime.version().feature());
		assertThat(JvmCommand.version(Path.of("/"))).isEqualTo(Runtime.version().feature());
	}

	private Path jdk(String release) throws Exception {
		Path bin = Files.createDirectories(this.directory.resolve("bin"));
		Files.writeString(this.directory.resolve("release"), release);
		Path java = bin.resolve("java");
		return Files.exists(java) ? java : Files.createFile(java);
	}

	@Test
	void whatDoesNotFitTheProgramIsRefused() {
		ForkSpec script = this.processes.fork(SCRIPT);
		assertThatThrownBy(() -> script.jvmArgs("-Xmx1g")).isInstanceOf(IllegalArgumentException.class)
			.hasMessage("'jvmArgs' cannot be set for worker.js, which Node runs; set 'nodeArgs'");
		assertThatThrownBy(() -> script.inheritJvmArgs(true)).hasMessageContaining("'inheritJvmArgs' cannot be set");
		assertThatThrownBy(() -> script.classPath(Path.of("a"))).hasMessageContaining("'classPath' cannot be set");
		assertThatThrownBy(() -> script.wireFormat(WireFormat.FRAMES))
			.hasMessage("'format' must be JSON for worker.js, which Node runs, but is FRAMES");
		ForkSpec type = this.processes.fork(Program.class);
		assertThatThrownBy(() -> type.nodeArgs("-r")).isInstanceOf(IllegalArgumentException.class)
			.hasMessage("'nodeArgs' cannot be set for Program, which a JVM runs; set 'jvmArgs'");
		assertThatThrownBy(() -> this.processes.fork(Path.of("a.jar")).classPath(Path.of("a")))
			.hasMessageContaining("as it is no class");
	}

	@Test
	void badValuesAreRefused() {
		ForkSpec spec = this.processes.fork(Program.class);
		assertThatIllegalArgumentException().isThrownBy(() -> spec.jvmArgs("-Xmx1g", "Main"))
			.withMessageContaining("'jvmArgs' must be flags of a JVM but are [-Xmx1g, Main]");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.jvmArgs("-cp", "x"));
		assertThatIllegalArgumentException().isThrownBy(() -> spec.args("a", "\0")).withMessageContaining("'args[1]'");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.args("a", null)).withMessageContaining("'args[1]'");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.execPath(Path.of("")));
		assertThatIllegalArgumentException().isThrownBy(() -> spec.classPath());
		assertThatIllegalArgumentException().isThrownBy(() -> spec.sendQueue(DataSize.ofBytes(0)));
		assertThatIllegalArgumentException().isThrownBy(() -> spec.maxMessageSize(DataSize.ofBytes(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> spec.requestTimeout(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> spec.blockTimeout(Duration.ofMillis(-1)));
		for (int descriptor : List.of(3, 4)) {
			assertThatIllegalArgumentException().isThrownBy(() -> spec.stdio(descriptor, Stdio.pipe()))
				.withMessageContaining(
						"'descriptor' must not be " + descriptor + ", which belongs to the channel of a fork");
		}
	}

	@Test
	void theProgramIsToldOfItsChannel() {
		assertThat(environment(this.processes.fork(Program.class))).containsEntry("NODE_CHANNEL_FD", "3")
			.containsEntry("NODE_CHANNEL_SERIALIZATION_MODE", "frames")
			.containsEntry("FORKIT_HANDLE_FD", "4")
			.doesNotContainKey("FORKIT_END_WITH_PARENT");
		assertThat(environment(this.processes.fork(SCRIPT).environment("FORKIT_HANDLE_FD", "9")))
			.containsEntry("NODE_CHANNEL_FD", "3")
			.containsEntry("NODE_CHANNEL_SERIALIZATION_MODE", "json")
			.doesNotContainKey("FORKIT_HANDLE_FD");
		assertThat(environment(this.processes.fork(Program.class).wireFormat(WireFormat.JSON).environment(Map.of())))
			.isEqualTo(Map.of("NODE_CHANNEL_FD", "3", "NODE_CHANNEL_SERIALIZATION_MODE", "json"));
	}

	@Test
	void whatIsDetachedDoesNotEndWithThisProcessUnlessThatIsSaid() {
		assertThat(environment(this.processes.fork(Program.class).detached())).containsEntry("FORKIT_END_WITH_PARENT",
				"false");
		assertThat(environment(this.processes.fork(Program.class).detached().endWithParent(true)))
			.doesNotContainKey("FORKIT_END_WITH_PARENT");
		assertThat(environment(this.processes.fork(Program.class).endWithParent(false)))
			.containsEntry("FORKIT_END_WITH_PARENT", "false");
		try (ProcessTemplate template = ProcessTemplate.builder().forkEndWithParent(false).build()) {
			assertThat(environment(template.fork(Program.class))).containsEntry("FORKIT_END_WITH_PARENT", "false");
			assertThat(environment(template.fork(Program.class).endWithParent(true)))
				.doesNotContainKey("FORKIT_END_WITH_PARENT");
		}
	}

	@Test
	void peopleSeeNeitherClassPathNorInheritedFlags() {
		DefaultForkSpec spec = (DefaultForkSpec) this.processes.fork(Program.class)
			.jvmArgs("-Xmx64m")
			.args("--password=x");
		assertThat(spec.invocation().text())
			.isEqualTo(JAVA + " -Xmx64m '" + Program.class.getName() + "' '--password=***'");
	}

	@Test
	void aForkIsObservedByTheNameOfItsClassOrFile() throws Exception {
		assertThat(((DefaultForkSpec) this.processes.fork(Program.class)).invocation().options().name)
			.isEqualTo("Program");
		assertThat(((DefaultForkSpec) this.processes.fork(SCRIPT).name("own")).invocation().options().name)
			.isEqualTo("own");
		TestObservationRegistry registry = TestObservationRegistry.create();
		try (ProcessTemplate template = ProcessTemplate.builder().observationRegistry(registry).build()) {
			Path script = Files.createFile(this.directory.resolve("worker.js"));
			template.fork(script).execPath(Path.of("/bin/true")).start().onClose().join();
		}
		TestObservationRegistryAssert.assertThat(registry)
			.hasSingleObservationThat()
			.hasLowCardinalityKeyValue("command", "worker.js");
	}

	@Test
	void onlyAllowedExecutablesRunForks() throws Exception {
		Path script = Files.createFile(this.directory.resolve("worker.js"));
		try (ProcessTemplate template = ProcessTemplate.builder().allowedExecutables(List.of("git")).build()) {
			assertThatExceptionOfType(CommandNotAllowedException.class)
				.isThrownBy(() -> template.fork(Program.class).start());
			assertThatExceptionOfType(CommandNotAllowedException.class)
				.isThrownBy(() -> template.fork(script).execPath(Path.of("/bin/true")).start());
		}
	}

	@Test
	void theEngineOfTheJdkCannotFork() {
		try (ProcessTemplate template = ProcessTemplate.builder().engine(EngineChoice.JDK).build()) {
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> template.fork(Program.class))
				.withMessage(
						"The jdk engine cannot fork Program, as it cannot give a program the sockets of a channel. "
								+ "It is used in place of the native engine because it was chosen. Use the native engine, or "
								+ "'spawn' the program and talk to it by its stdin and stdout.");
		}
	}

	@Test
	void theLimitsOfTheChannelAreHandedOn() throws Exception {
		Path script = Files.createFile(this.directory.resolve("worker.js"));
		ForkChannel.Ends[] opened = new ForkChannel.Ends[1];
		try (ProcessTemplate template = ProcessTemplate.builder().build()) {
			DefaultForkSpec spec = new DefaultForkSpec(((DefaultForkSpec) template.fork(script)).context(),
					ForkProgram.of(script), new CommandOptions(), ForkDefaults.STANDARD, (ends) -> {
						opened[0] = ends;
						return new IdleForkChannel(ends);
					});
			spec.execPath(Path.of("/bin/true")).start().onClose().join();
			assertThat(opened[0].terms().settings()).isEqualTo(ChannelSettings.DEFAULTS);
			assertThat(opened[0].terms().format()).isEqualTo(WireFormat.JSON);
			assertThat(opened[0].handles()).isNull();
			spec.sendQueue(DataSize.ofBytes(1))
				.queuePolicy(QueuePolicy.FAIL)
				.blockTimeout(Duration.ofSeconds(2))
				.maxMessageSize(DataSize.ofBytes(3))
				.requestTimeout(Duration.ofSeconds(4))
				.start()
				.onClose()
				.join();
			assertThat(opened[0].terms().settings())
				.isEqualTo(new ChannelSettings(1, QueuePolicy.FAIL, Duration.ofSeconds(2), 3, Duration.ofSeconds(4)));
		}
	}

	private static String classPath() {
		return Arrays.stream(System.getProperty("java.class.path").split(":", -1))
			.map((element) -> Path.of(element).toAbsolutePath().toString())
			.collect(Collectors.joining(":"));
	}

	private static List<String> command(ForkSpec spec) {
		return ((DefaultForkSpec) spec).invocation().command();
	}

	private static Map<String, String> environment(ForkSpec spec) {
		ProcessEnvironment environment = ((DefaultForkSpec) spec).invocation().options().environment;
		return List
			.of("NODE_CHANNEL_FD", "NODE_CHANNEL_SERIALIZATION_MODE", "FORKIT_HANDLE_FD", "FORKIT_END_WITH_PARENT")
			.stream()
			.filter((name) -> environment.get(name) != null)
			.collect(Collectors.toMap((name) -> name, (name) -> Objects.requireNonNull(environment.get(name))));
	}

	static class Program {

		public static void main(String[] args) {
		}

	}

	static class InstanceMain {

		public void main(String[] args) {
		}

	}

	static class HiddenMain {

		static void main(String[] args) {
		}

	}

	static class MainWithResult {

		public static int main(String[] args) {
			return 0;
		}

	}

}
