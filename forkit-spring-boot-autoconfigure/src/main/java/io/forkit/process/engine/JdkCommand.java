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

package io.forkit.process.engine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.forkit.posix.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * A launch as the JDK can do it.
 */
final class JdkCommand {

	private static final boolean WINDOWS = File.separatorChar == '\\';

	private static final File NULL_DEVICE = new File(WINDOWS ? "NUL" : "/dev/null");

	private final Launch launch;

	private final JdkRefusal refusal;

	private final Path directory;

	private final Path executable;

	private final ProcessBuilder builder;

	private boolean reached;

	/**
	 * Check a launch and prepare it. Starts and opens nothing.
	 * @param launch the launch
	 * @param refusal makes the exceptions
	 * @throws UnsupportedOperationException if the JDK cannot do what is asked for
	 */
	JdkCommand(Launch launch, JdkRefusal refusal) {
		this.launch = launch;
		this.refusal = refusal;
		this.directory = (launch.directory() != null) ? launch.directory() : Path.of("");
		this.executable = this.directory.resolve(launch.executable()).toAbsolutePath();
		rejectOptions();
		this.builder = new ProcessBuilder(new Words(words()));
		addEnvironment(this.builder.environment());
		if (launch.directory() != null) {
			this.builder.directory(launch.directory().toFile());
		}
		launch.redirects().forEach(this::rejectRedirect);
		this.builder.redirectInput(input(redirect(0)));
		this.builder.redirectOutput(output(redirect(1)));
		if (redirect(2) == Redirect.STDOUT) {
			this.builder.redirectErrorStream(true);
		}
		else {
			this.builder.redirectError(output(redirect(2)));
		}
	}

	private void rejectOptions() {
		if (this.launch.group() == Launch.Group.SESSION) {
			throw this.refusal.of("start a detached program in a session of its own",
					"Do not ask for it, or run the program through setsid(1)");
		}
		if (!this.launch.credentials().equals(Credentials.SAME)) {
			throw this.refusal.of("start a program with other credentials (user, groups, no new privileges)",
					"Do not set them, or run the program through setpriv(1), su(1) or the like");
		}
		String name = this.launch.arguments().get(0);
		if (!isNameOfExecutable(name)) {
			throw this.refusal.of(
					"show '" + name + "' as its own name (argv[0]) to the program " + this.launch.executable(),
					"Do not set it, or name the program through a link");
		}
	}

	/**
	 * Return whether a program that shows its path as its name does about what was asked
	 * for: the name may be the path, the name of the file, or a path to it.
	 * @param name the name that was asked for
	 * @return whether it names the executable
	 */
	private boolean isNameOfExecutable(String name) {
		Path normalized = this.executable.normalize();
		String fileName = normalized.getFileName().toString();
		if (name.equals(this.launch.executable().toString()) || name.equals(fileName)
				|| (WINDOWS && fileName.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + "."))) {
			return true;
		}
		try {
			Path typed = this.directory.resolve(name).toAbsolutePath().normalize();
			return typed.equals(normalized) || normalized.endsWith(Path.of(name).normalize());
		}
		catch (InvalidPathException ex) {
			return false;
		}
	}

	private List<String> words() {
		List<String> arguments = this.launch.arguments();
		List<String> words = new ArrayList<>(arguments.size());
		words.add(this.executable.toString());
		for (int i = 1; i < arguments.size(); i++) {
			words.add(word(i, arguments.get(i)));
		}
		return words;
	}

	private String word(int index, String argument) {
		String word = JdkText.of(argument);
		if (word == null) {
			throw this.refusal.of("pass argument " + index + " ('" + argument + "') in a JVM whose character set is "
					+ JdkText.CHARSET, "Start the JVM with the environment variable LC_ALL=C.UTF-8");
		}
		return word;
	}

	private void addEnvironment(Map<String, String> environment) {
		environment.clear();
		for (byte[] bytes : this.launch.environment()) {
			String entry = JdkText.of(bytes);
			// On Windows there are names that begin with an equals sign.
			int end = entry.indexOf('=', 1);
			if (end > 0) {
				environment.put(entry.substring(0, end), entry.substring(end + 1));
			}
		}
	}

	private void rejectRedirect(int number, Redirect redirect) {
		if (number > 2) {
			throw this.refusal.of("connect descriptor " + number + " of a program",
					"Use only stdin, stdout and stderr");
		}
		if (redirect instanceof Redirect.Descriptor) {
			throw this.refusal.of("give an open file of this process to a program, as its descriptor " + number,
					"Name the file, or use a pipe");
		}
		if (redirect instanceof Redirect.SharedPipe) {
			throw this.refusal.of("connect descriptor " + number + " of a program to the pipe of another one",
					"Start them as one pipeline, or copy from one to the other");
		}
		if (redirect == Redirect.STDOUT && number != 2) {
			throw new IllegalArgumentException("Only stderr can be what stdout is, but not descriptor " + number);
		}
	}

	private Redirect redirect(int number) {
		return this.launch.redirects().getOrDefault(number, Redirect.IGNORE);
	}

	private static ProcessBuilder.Redirect input(Redirect redirect) {
		if (redirect instanceof Redirect.FromFile file) {
			return ProcessBuilder.Redirect.from(file.path().toFile());
		}
		return (redirect == Redirect.IGNORE) ? ProcessBuilder.Redirect.from(NULL_DEVICE) : stream(redirect);
	}

	private static ProcessBuilder.Redirect output(Redirect redirect) {
		if (redirect instanceof Redirect.ToFile file) {
			File target = file.path().toFile();
			return file.append() ? ProcessBuilder.Redirect.appendTo(target) : ProcessBuilder.Redirect.to(target);
		}
		return (redirect == Redirect.IGNORE) ? ProcessBuilder.Redirect.to(NULL_DEVICE) : stream(redirect);
	}

	private static ProcessBuilder.Redirect stream(Redirect redirect) {
		if (redirect == Redirect.PIPE) {
			return ProcessBuilder.Redirect.PIPE;
		}
		if (redirect == Redirect.INHERIT) {
			return ProcessBuilder.Redirect.INHERIT;
		}
		throw new IllegalArgumentException("A file to read must be stdin and a file to write must not: " + redirect);
	}

	/**
	 * Check what makes most starts fail. The JDK leaves a pipe open when a program behind
	 * the first one of a pipeline cannot be started.
	 * @throws IOException if the program cannot be started
	 */
	void checkCanStart() throws IOException {
		String problem = WINDOWS ? null : problem();
		if (problem != null) {
			throw new IOException("Cannot run program \"" + this.executable + "\": " + problem);
		}
	}

	private @Nullable String problem() {
		File workingDirectory = this.builder.directory();
		if (workingDirectory != null && !workingDirectory.isDirectory()) {
			return "there is no directory " + workingDirectory;
		}
		if (!Files.exists(this.executable)) {
			return "there is no such file";
		}
		if (Files.isDirectory(this.executable)) {
			return "it is a directory";
		}
		return Files.isExecutable(this.executable) ? null : "it is not executable";
	}

	ProcessBuilder builder() {
		return this.builder;
	}

	Launch launch() {
		return this.launch;
	}

	boolean isPiped(int number) {
		return redirect(number) == Redirect.PIPE;
	}

	/**
	 * Return whether the JDK has come to this command, which it does not tell when it
	 * fails at one of many.
	 * @return whether it has at least tried to start it
	 */
	boolean wasReached() {
		return this.reached;
	}

	/**
	 * The executable and its arguments, which knows when it is used.
	 */
	private final class Words extends AbstractList<String> {

		private final List<String> words;

		Words(List<String> words) {
			this.words = words;
		}

		@Override
		public String get(int index) {
			return this.words.get(index);
		}

		@Override
		public int size() {
			return this.words.size();
		}

		@Override
		public <T> T[] toArray(T[] target) {
			JdkCommand.this.reached = true;
			return this.words.toArray(target);
		}

	}

}
