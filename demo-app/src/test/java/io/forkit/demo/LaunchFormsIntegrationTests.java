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

package io.forkit.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a worker is launched as its primary was, whichever way that is.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(180)
class LaunchFormsIntegrationTests {

	private static final String MAIN_CLASS = "io.forkit.demo.DemoApplication";

	private static final String[] PLAIN = { "plain", "two words", " around ", "it's", "say \"it\"", "'\"'",
			"ünïcödé ✓ 漢字 😀", "$(id); `id` | cat > *", "--demo.text=a = b", "x".repeat(5000) };

	private static final String[] AWKWARD = { "", "one\ntwo\n", "\ttab", "back\\slash\\", "\\n", "%s", "@file", "-",
			"" };

	@TempDir
	private static Path directory;

	private static Path extracted;

	@BeforeAll
	static void extract() throws Exception {
		extracted = directory.resolve("an extracted demo");
		Process extraction = new ProcessBuilder(DemoCommand.java().toString(), "-Djarmode=tools", "-jar",
				DemoCommand.jar().toString(), "extract", "--destination", extracted.toString())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("extraction.log").toFile())
			.start();
		assertThat(extraction.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(extraction.exitValue()).isZero();
	}

	@Test
	void jar() throws IOException {
		assertThatWorkersGetArguments(DemoCommand.ofJar());
	}

	@Test
	void extractedJar() throws IOException {
		assertThatWorkersGetArguments(
				DemoCommand.of("-jar", extracted.resolve(DemoCommand.jar().getFileName()).toString()));
	}

	@Test
	void classPath() throws IOException {
		String classPath;
		try (Stream<Path> jars = Files.list(extracted.resolve("lib"))) {
			classPath = Stream.concat(Stream.of(Path.of(DemoCommand.property("demo.classes"))), jars.sorted())
				.map(Path::toString)
				.collect(Collectors.joining(":"));
		}
		assertThatWorkersGetArguments(DemoCommand.of("-cp", classPath, MAIN_CLASS));
	}

	@Test
	void mavenPlugin() throws IOException {
		// The plugin makes spaces of newlines and tabs, and quotes know no escape.
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--forkit.cluster.workers=2"));
		arguments.addAll(Arrays.asList(PLAIN));
		arguments.remove("'\"'");
		String quoted = arguments.stream().map(this::quote).collect(Collectors.joining(" "));
		List<String> command = List.of(DemoCommand.property("demo.maven"), "-B", "-o", "-f",
				Path.of(DemoCommand.property("demo.root")).normalize().resolve("pom.xml").toString(),
				"-Dmaven.repo.local=" + DemoCommand.property("demo.maven.repository"), "-Dspring-javaformat.skip=true",
				"-pl", "demo-app", "-am",
				"-Dspring-boot.run.jvmArguments=-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
				"-Dspring-boot.run.arguments=" + quoted, "compile", "spring-boot:run");
		try (DemoProcess maven = DemoProcess.start(command, Map.of("JAVA_HOME", System.getProperty("java.home")))) {
			assertThatWorkersGetArguments(maven, arguments);
			ClusterReport cluster = maven.cluster(maven.port());
			Proc.signal("TERM", cluster.pid());
			maven.awaitExit(Duration.ofSeconds(40));
			maven.awaitNothingLeft(Duration.ofSeconds(1));
		}
	}

	private String quote(String argument) {
		String quote = argument.contains("'") ? "\"" : "'";
		return quote + argument + quote;
	}

	private void assertThatWorkersGetArguments(DemoCommand command) throws IOException {
		command.workers(2).arguments(PLAIN).arguments(AWKWARD);
		try (DemoProcess demo = command.start()) {
			assertThatWorkersGetArguments(demo, command.applicationArguments());
		}
	}

	private void assertThatWorkersGetArguments(DemoProcess demo, List<String> arguments) throws IOException {
		int port = demo.port();
		Set<Long> workers = workers(demo, port);
		Set<Long> asked = new TreeSet<>();
		for (int i = 0; i < 2 * workers.size(); i++) {
			Http.Response response = Http.get(port, "/arguments");
			assertThat(response.as(String[].class)).containsExactlyElementsOf(arguments);
			asked.add(response.pid());
		}
		assertThat(asked).isEqualTo(workers);
	}

	@Test
	void portsInJvmArgumentsAreMoved() {
		int debugPort = Ports.freeRange(3, 0);
		int jmxPort = Ports.freeRange(3, debugPort);
		DemoCommand command = DemoCommand.ofJar()
			.workers(2)
			.jvmArguments("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + debugPort,
					"-Dcom.sun.management.jmxremote.port=" + jmxPort,
					"-Dcom.sun.management.jmxremote.authenticate=false", "-Dcom.sun.management.jmxremote.ssl=false");
		try (DemoProcess demo = command.start()) {
			Set<Long> processes = workers(demo, demo.port());
			assertThat(processes).hasSize(2);
			processes.add(demo.pid());
			assertThat(ports(processes, "-agentlib:jdwp=.*address=127\\.0\\.0\\.1:(\\d+)")).hasSize(3)
				.contains(debugPort)
				.allSatisfy((port) -> assertThat(Proc.listeningSockets(port)).isNotEmpty());
			assertThat(ports(processes, "-Dcom\\.sun\\.management\\.jmxremote\\.port=(\\d+)")).hasSize(3)
				.contains(jmxPort)
				.allSatisfy((port) -> assertThat(Proc.listeningSockets(port)).isNotEmpty());
		}
	}

	private Set<Integer> ports(Set<Long> processes, String argument) {
		Pattern pattern = Pattern.compile(argument);
		return processes.stream()
			.flatMap((pid) -> Proc.commandLine(pid).stream())
			.flatMap((element) -> pattern.matcher(element).results())
			.map((match) -> Integer.valueOf(match.group(1)))
			.collect(Collectors.toSet());
	}

	private Set<Long> workers(DemoProcess demo, int port) {
		return demo.cluster(port)
			.workers()
			.stream()
			.map(ClusterReport.Worker::pid)
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
