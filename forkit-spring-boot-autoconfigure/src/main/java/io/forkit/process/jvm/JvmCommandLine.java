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

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The command line of this JVM, to be run again. The kernel's own copy is the only exact
 * source: {@code ProcessHandle} gives up above 4096 bytes and {@code sun.java.command}
 * has lost the quotes. Kept as ISO-8859-1 strings, which every byte survives.
 * <p>
 * Immutable.
 *
 * @since 0.1.0
 */
public final class JvmCommandLine {

	private static final Set<String> OPTIONS_WITH_VALUE = Set.of("-cp", "-classpath", "--class-path", "-p",
			"--module-path", "--upgrade-module-path", "--add-modules", "--limit-modules", "--add-reads",
			"--add-exports", "--add-opens", "--patch-module", "--enable-native-access", "--source");

	private static final Set<String> OPTIONS_BEFORE_MAIN = Set.of("-jar", "-m", "--module");

	private static final Set<String> OPTIONS_OF_PROGRAM_WITH_VALUE = Set.of("-cp", "-classpath", "--class-path",
			"--source");

	private static final Set<String> CLASS_PATH_OPTIONS = Set.of("-cp", "-classpath", "--class-path");

	private static final Set<String> PATH_OPTIONS = Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path",
			"--upgrade-module-path", "-jar");

	private static final Pattern PATH_PREFIX = Pattern.compile("--(class|module|upgrade-module)-path=");

	private static final String PROPERTIES_LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

	private static final String DELETED = " (deleted)";

	private final Path executable;

	private final List<String> arguments;

	JvmCommandLine(Path executable, List<String> arguments) {
		this.executable = executable;
		this.arguments = expand(arguments);
	}

	/** Only in front of the main class does an '@' mean a file to the launcher. */
	private static List<String> expand(List<String> arguments) {
		List<String> expanded = new ArrayList<>();
		boolean switchedOff = false;
		for (String argument : arguments) {
			switchedOff |= ArgumentFiles.isSwitchedOff(argument);
			boolean launcher = !switchedOff && !expanded.isEmpty() && indexOfMain(expanded) == expanded.size();
			expanded.addAll(launcher ? ArgumentFiles.expand(argument) : List.of(argument));
		}
		return List.copyOf(expanded);
	}

	/**
	 * Read the command line of this process.
	 * @return the command line
	 * @throws IOException if {@code /proc} cannot be read
	 */
	public static JvmCommandLine ofThisProcess() throws IOException {
		String line = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.ISO_8859_1);
		List<String> arguments = new ArrayList<>();
		for (int start = 0; start < line.length();) {
			int end = line.indexOf('\0', start);
			arguments.add(line.substring(start, end));
			start = end + 1;
		}
		return new JvmCommandLine(currentExecutable(), arguments);
	}

	private static Path currentExecutable() throws IOException {
		String path = Files.readSymbolicLink(Path.of("/proc/self/exe")).toString();
		if (!path.endsWith(DELETED)) {
			return Path.of(path);
		}
		// The JDK was upgraded under this process: what stands there now is to be used.
		return Path.of(path.substring(0, path.length() - DELETED.length()));
	}

	/**
	 * Return the program.
	 * @return its absolute path, links followed
	 */
	public Path executable() {
		return this.executable;
	}

	/**
	 * Return whether the executable is the launcher of a JDK, so that it takes the flags
	 * of a JVM.
	 * @return whether it is called {@code java}
	 */
	public boolean isJavaLauncher() {
		return this.executable.endsWith("java");
	}

	/**
	 * Return whether the program is an executable jar, started with {@code -jar}, and
	 * nothing else is on the class path.
	 * @return whether it is
	 */
	public boolean isJar() {
		int main = indexOfMain(this.arguments);
		return main < this.arguments.size() && "-jar".equals(this.arguments.get(main - 1))
				&& decode(this.arguments.get(main)).equals(System.getProperty("java.class.path"));
	}

	/**
	 * Return a command line that has another jar in the place of the one that is the
	 * class path of this JVM.
	 * @param jar the other jar
	 * @return the same, with that jar
	 */
	public JvmCommandLine withJar(Path jar) {
		Path own = Path.of(System.getProperty("java.class.path")).toAbsolutePath();
		List<String> changed = new ArrayList<>(this.arguments);
		int main = indexOfMain(this.arguments);
		for (int i = 2; i <= Math.min(main, changed.size() - 1); i++) {
			String option = changed.get(i - 1);
			boolean path = "-jar".equals(option) || CLASS_PATH_OPTIONS.contains(option);
			if (path && Path.of(decode(changed.get(i))).toAbsolutePath().equals(own)) {
				changed.set(i, encode(jar.toString()));
			}
		}
		return new JvmCommandLine(this.executable, changed);
	}

	/**
	 * Return this command line with some flags more, and with those changed that two
	 * processes cannot have in common.
	 * @param addedFlags flags to put before all others
	 * @param change changes a flag of the JVM
	 * @return all arguments, the name of the program first
	 */
	public List<byte[]> with(List<String> addedFlags, UnaryOperator<String> change) {
		return with(addedFlags, List.of(), change, null);
	}

	/**
	 * Return this command line with flags more and with other arguments of the program.
	 * @param addedFlags flags to put before all others
	 * @param laterFlags flags to put after all others, which they override
	 * @param change changes a flag of the JVM
	 * @param programArguments the arguments of the program, or {@code null} for those
	 * that are there
	 * @return all arguments, the name of the program first
	 */
	public List<byte[]> with(List<String> addedFlags, List<String> laterFlags, UnaryOperator<String> change,
			@Nullable List<String> programArguments) {
		List<String> changed = new ArrayList<>();
		changed.add(this.arguments.get(0));
		changed.addAll(addedFlags);
		int main = indexOfMain(this.arguments);
		// '-jar' and '-m' belong to what comes after them.
		boolean option = main > 1 && OPTIONS_BEFORE_MAIN.contains(this.arguments.get(main - 1));
		int endOfFlags = option ? main - 1 : main;
		for (int i = 1; i < this.arguments.size(); i++) {
			if (i == endOfFlags) {
				laterFlags.forEach((flag) -> changed.add(encode(flag)));
			}
			String argument = this.arguments.get(i);
			if (i <= main || programArguments == null) {
				changed.add((i < main) ? change.apply(argument) : argument);
			}
		}
		if (programArguments != null) {
			programArguments.forEach((argument) -> changed.add(encode(argument)));
		}
		return changed.stream().map((argument) -> argument.getBytes(StandardCharsets.ISO_8859_1)).toList();
	}

	/**
	 * Return the command line of another main class on the class path of this JVM.
	 * @param mainClass the main class
	 * @return the command line, with the flags and arguments of this one
	 */
	public JvmCommandLine withMainClass(String mainClass) {
		List<String> changed = new ArrayList<>();
		changed.add(this.arguments.get(0));
		flags().forEach((flag) -> changed.add(encode(flag)));
		String classPath = System.getProperty("java.class.path");
		String main = mainClass;
		if (!classPath.contains(File.pathSeparator) && isPresent(PROPERTIES_LAUNCHER)) {
			// An executable jar, with the classes in jars within it.
			changed.add("-Dloader.main=" + encode(mainClass));
			main = PROPERTIES_LAUNCHER;
		}
		changed.addAll(List.of("-cp", encode(classPath), main));
		changed.addAll(this.arguments.subList(Math.min(indexOfMain(this.arguments) + 1, this.arguments.size()),
				this.arguments.size()));
		return new JvmCommandLine(this.executable, changed);
	}

	/**
	 * Return a command line that finds the same classes from another working directory.
	 * @return the same, with absolute paths in the class path, the module path and the
	 * name of the jar
	 */
	public JvmCommandLine withAbsolutePaths() {
		List<String> changed = new ArrayList<>();
		int main = indexOfMain(this.arguments);
		boolean classPath = false;
		for (int i = 0; i < this.arguments.size(); i++) {
			String option = (i > 0 && i <= main) ? this.arguments.get(i - 1) : "";
			String argument = this.arguments.get(i);
			classPath |= CLASS_PATH_OPTIONS.contains(option) || argument.startsWith("--class-path=") && i < main
					|| OPTIONS_BEFORE_MAIN.contains(option);
			if (PATH_OPTIONS.contains(option)) {
				argument = absolute(argument);
			}
			else if (i < main && PATH_PREFIX.matcher(argument).lookingAt()) {
				int start = argument.indexOf('=') + 1;
				argument = argument.substring(0, start) + absolute(argument.substring(start));
			}
			changed.add(argument);
		}
		if (!classPath) {
			// It comes from a variable, or is the working directory.
			changed.addAll(1, List.of("-cp", absolute(encode(System.getProperty("java.class.path")))));
		}
		return new JvmCommandLine(this.executable, changed);
	}

	private static String absolute(String paths) {
		String directory = encode(Path.of("").toAbsolutePath().toString());
		return Stream.of(paths.split(File.pathSeparator, -1))
			.map((path) -> path.startsWith("/") ? path : path.isEmpty() ? directory : directory + "/" + path)
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static boolean isPresent(String name) {
		return ClassLoader.getSystemResource(name.replace('.', '/') + ".class") != null;
	}

	/**
	 * Return the flags of the JVM without what says which classes it runs: class path,
	 * main class, jar, module and source.
	 * @return the flags, decoded as UTF-8
	 */
	public List<String> flags() {
		List<String> flags = new ArrayList<>();
		int main = indexOfMain(this.arguments);
		for (int i = 1; i < main; i++) {
			String argument = this.arguments.get(i);
			boolean hasValue = OPTIONS_WITH_VALUE.contains(argument) && i + 1 < main;
			boolean choosesClasses = OPTIONS_OF_PROGRAM_WITH_VALUE.contains(argument)
					|| OPTIONS_BEFORE_MAIN.contains(argument) || argument.startsWith("--class-path=");
			if (!choosesClasses) {
				this.arguments.subList(i, hasValue ? i + 2 : i + 1).forEach((word) -> flags.add(decode(word)));
			}
			i += hasValue ? 1 : 0;
		}
		return flags;
	}

	/**
	 * Return whether all arguments are flags for a JVM, and none says which classes it
	 * runs.
	 * @param arguments the arguments
	 * @return whether they are
	 */
	public static boolean areFlags(List<String> arguments) {
		List<String> line = new ArrayList<>(List.of("java"));
		line.addAll(arguments);
		return indexOfMain(line) == line.size() && arguments.stream()
			.noneMatch((argument) -> OPTIONS_OF_PROGRAM_WITH_VALUE.contains(argument)
					|| OPTIONS_BEFORE_MAIN.contains(argument) || argument.startsWith("--class-path=")
					|| argument.startsWith("--module="));
	}

	private static String encode(String argument) {
		return new String(argument.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
	}

	private static String decode(String argument) {
		return new String(argument.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
	}

	/** Where the flags of the JVM end: what follows belongs to the application. */
	private static int indexOfMain(List<String> arguments) {
		for (int i = 1; i < arguments.size(); i++) {
			String argument = arguments.get(i);
			if (OPTIONS_BEFORE_MAIN.contains(argument)) {
				return i + 1;
			}
			if (argument.startsWith("--module=")) {
				return i;
			}
			if (OPTIONS_WITH_VALUE.contains(argument)) {
				i++;
			}
			else if (!argument.startsWith("-") && !argument.startsWith("@")) {
				return i;
			}
		}
		return arguments.size();
	}

}
