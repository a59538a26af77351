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

package io.forkit.process.jvm;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JvmCommandLine}.
 */
class JvmCommandLineTests {

	private static final String PORT = "-Dcom.sun.management.jmxremote.port=9010";

	private static final String MOVED = "-Dcom.sun.management.jmxremote.port=9011";

	@Test
	void theNameOfTheProgramComesFirstThenTheAddedFlags() {
		JvmCommandLine line = new JvmCommandLine(Path.of("/jdk/bin/java"),
				List.of("an odd name", "-Xmx1g", "-jar", "app.jar"));
		assertThat(strings(line.with(List.of("-one", "-two"), JvmCommandLineTests::moved)))
			.containsExactly("an odd name", "-one", "-two", "-Xmx1g", "-jar", "app.jar");
	}

	@Test
	void laterFlagsComeAfterTheOthersAndArgumentsCanBeReplaced() {
		JvmCommandLine jar = new JvmCommandLine(Path.of("/jdk/bin/java"),
				List.of("java", "-Xmx1g", "-jar", "app.jar", "one", "two"));
		assertThat(strings(jar.with(List.of("-first"), List.of("-Xmx64m"), (flag) -> flag, List.of("ünï"))))
			.containsExactly("java", "-first", "-Xmx1g", "-Xmx64m", "-jar", "app.jar",
					new String("ünï".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
		JvmCommandLine main = new JvmCommandLine(Path.of("/jdk/bin/java"),
				List.of("java", "-cp", "a:b", "io.forkit.Main", "one"));
		assertThat(strings(main.with(List.of(), List.of("-Xmx64m"), (flag) -> flag, null))).containsExactly("java",
				"-cp", "a:b", "-Xmx64m", "io.forkit.Main", "one");
		assertThat(strings(main.with(List.of(), List.of(), (flag) -> flag, List.of()))).containsExactly("java", "-cp",
				"a:b", "io.forkit.Main");
	}

	@Test
	void pathsCanBeMadeAbsolute() {
		String here = Path.of("").toAbsolutePath().toString();
		assertThat(absolute("java", "-cp", "a.jar:/b.jar::lib/*", "-Da=b.jar", "Main", "-cp", "c.jar")).containsExactly(
				"java", "-cp", here + "/a.jar:/b.jar:" + here + ":" + here + "/lib/*", "-Da=b.jar", "Main", "-cp",
				"c.jar");
		assertThat(absolute("java", "-jar", "app.jar", "in.txt")).containsExactly("java", "-jar", here + "/app.jar",
				"in.txt");
		assertThat(absolute("java", "--module-path=mods", "-m", "a/b")).containsExactly("java",
				"--module-path=" + here + "/mods", "-m", "a/b");
		assertThat(absolute("java", "Main")).startsWith("java", "-cp").endsWith("Main").hasSize(4);
	}

	private static List<String> absolute(String... arguments) {
		return strings(new JvmCommandLine(Path.of("/jdk/bin/java"), List.of(arguments)).withAbsolutePaths()
			.with(List.of(), (flag) -> flag));
	}

	@Test
	void anotherMainClassHasTheFlagsAndTheClassPathOfThisJvm() {
		JvmCommandLine line = new JvmCommandLine(Path.of("/jdk/bin/java"),
				List.of("java", "-Xmx1g", "-jar", "app.jar", "one"))
			.withMainClass("io.forkit.Other");
		assertThat(strings(line.with(List.of(), List.of("-later"), (flag) -> flag, List.of("two")))).containsExactly(
				"java", "-Xmx1g", "-cp", System.getProperty("java.class.path"), "-later", "io.forkit.Other", "two");
		assertThat(strings(line.with(List.of(), (flag) -> flag))).endsWith("io.forkit.Other", "one");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-jar app.jar", "-cp a:b io.forkit.Main", "-classpath a:b io.forkit.Main",
			"--class-path a:b io.forkit.Main", "--class-path=a:b io.forkit.Main", "io.forkit.Main",
			"-p mods -m app/io.forkit.Main", "--module-path mods --module app/io.forkit.Main",
			"--module-path mods --module=app/io.forkit.Main", "--upgrade-module-path mods -m app",
			"--add-modules a,b --limit-modules c -cp x Main", "--add-opens java.base/java.lang=ALL-UNNAMED Main",
			"--add-exports java.base/java.lang=ALL-UNNAMED Main", "--add-reads a=b Main", "--patch-module a=b Main",
			"--enable-native-access ALL-UNNAMED Main", "--source 17 Main.java", "@arguments Main" })
	void onlyFlagsOfTheJvmAreChanged(String main) {
		assertThat(line(PORT + " " + main + " " + PORT + " -Xlog:gc:file=gc.log"))
			.isEqualTo("java " + MOVED + " " + main + " " + PORT + " -Xlog:gc:file=gc.log");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-cp", "-classpath", "--class-path", "-p", "--module-path", "--upgrade-module-path",
			"--add-modules", "--limit-modules", "--add-reads", "--add-exports", "--add-opens", "--patch-module",
			"--enable-native-access", "--source" })
	void flagsAfterAnOptionWithASeparateValueAreChanged(String option) {
		assertThat(line(option + " value " + PORT + " Main " + PORT))
			.isEqualTo("java " + option + " value " + MOVED + " Main " + PORT);
	}

	@Test
	void theValueOfAnOptionIsNotTakenForTheMainClass() {
		assertThat(line("--add-modules Main " + PORT + " Main " + PORT))
			.isEqualTo("java --add-modules Main " + MOVED + " Main " + PORT);
	}

	@Test
	void aCommandLineWithoutAMainClassHasNothingButFlags() {
		assertThat(line("@everything " + PORT)).isEqualTo("java @everything " + MOVED);
	}

	@Test
	void argumentsSurviveByteForByte() {
		byte[] noUtf8 = { 'a', (byte) 0xff, (byte) 0xc3, ' ', (byte) 0x80, '\n', '"' };
		String kept = new String(noUtf8, StandardCharsets.ISO_8859_1);
		JvmCommandLine line = new JvmCommandLine(Path.of("java"), List.of("java", "-jar", "a b.jar", "", kept, ""));
		List<byte[]> arguments = line.with(List.of(), JvmCommandLineTests::moved);
		assertThat(arguments).hasSize(6);
		assertThat(arguments.get(3)).isEmpty();
		assertThat(arguments.get(4)).isEqualTo(noUtf8);
		assertThat(arguments.get(5)).isEmpty();
	}

	@Test
	void thisProcessIsReadFromTheKernel() throws Exception {
		JvmCommandLine line = JvmCommandLine.ofThisProcess();
		assertThat(line.isJavaLauncher()).isTrue();
		assertThat(line.executable()).isEqualTo(Path.of(System.getProperty("java.home"), "bin", "java").toRealPath());
		assertThat(strings(line.with(List.of(), JvmCommandLineTests::moved)))
			.contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/usr/bin/python3", "/opt/app/javaw", "/opt/app/launcher" })
	void anotherProgramIsNoJavaLauncher(String executable) {
		assertThat(new JvmCommandLine(Path.of(executable), List.of("x")).isJavaLauncher()).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "-Xmx1g -cp a:b -Da=b io.forkit.Main -Dx | -Xmx1g -Da=b", "--class-path=a -Xss1m Main | -Xss1m",
					"-Xmx1g -jar app.jar -Xmx2g | -Xmx1g",
					"-p mods --add-modules x --module app/Main | -p mods --add-modules x",
					"-p mods --module=app/Main | -p mods", "--source 17 -Da=b Main.java | -Da=b",
					"--add-opens a/b=ALL-UNNAMED -classpath x Main | --add-opens a/b=ALL-UNNAMED", "-cp a Main | ''" })
	void flagsDoNotSayWhichClassesAreRun(String arguments, String flags) {
		List<String> all = new ArrayList<>(List.of("java"));
		all.addAll(Arrays.asList(arguments.split(" ")));
		assertThat(String.join(" ", new JvmCommandLine(Path.of("java"), all).flags())).isEqualTo(flags);
	}

	@Test
	void flagsAreTexts() {
		String bytes = new String("-Da=\u00e4".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
		assertThat(new JvmCommandLine(Path.of("java"), List.of("java", bytes, "Main")).flags())
			.containsExactly("-Da=\u00e4");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-cp a", "--class-path=a", "-jar app.jar", "-m app/Main", "--module=app/Main", "Main",
			"-Xmx1g Main", "--source 17" })
	void whatSaysWhichClassesAreRunIsNoFlag(String arguments) {
		assertThat(JvmCommandLine.areFlags(List.of(arguments.split(" ")))).isFalse();
	}

	@Test
	void flagsMayHaveValuesOfTheirOwn() {
		assertThat(JvmCommandLine.areFlags(List.of("-Xmx1g", "--add-opens", "a/b=c", "@flags"))).isTrue();
		assertThat(JvmCommandLine.areFlags(List.of())).isTrue();
	}

	private static String line(String arguments) {
		List<String> all = new ArrayList<>(List.of("java"));
		all.addAll(Arrays.asList(arguments.split(" ")));
		return String.join(" ",
				strings(new JvmCommandLine(Path.of("java"), all).with(List.of(), JvmCommandLineTests::moved)));
	}

	static String moved(String flag) {
		return flag.equals(PORT) ? MOVED : flag;
	}

	private static List<String> strings(List<byte[]> arguments) {
		return arguments.stream().map((bytes) -> new String(bytes, StandardCharsets.ISO_8859_1)).toList();
	}

}
