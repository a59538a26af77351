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

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Ways to run a program. Implemented by {@link ProcessTemplate}; not often used directly,
 * but a useful option to enhance testability.
 *
 * @since 0.1.0
 * @see ProcessTemplate
 */
public interface ProcessOperations {

	/**
	 * Run a program without a shell: each argument reaches the program as it is.
	 * @param file the program: a name without a slash is looked up in the PATH of the
	 * command's environment, anything else is a path relative to the command's directory
	 * @param args the arguments, in UTF-8
	 * @return a spec to say more and to run it
	 * @throws IllegalArgumentException if the file is empty or a NUL character is in any
	 * argument
	 */
	CommandSpec execFile(String file, String... args);

	/**
	 * Run a command line through the shell. With arguments, each {@code {}} stands for
	 * the next one, quoted so that the shell takes it as one literal word: write
	 * {@code grep -c {} *.log}, without quotes around it. A {@code {}} that is quoted or
	 * escaped in the command, as in {@code awk '{}'}, is no placeholder. Without
	 * arguments the command is used verbatim.
	 * <p>
	 * The program that gets the word still sees its content: place {@code --} before an
	 * argument that could begin with a dash, and never hand one to {@code eval},
	 * {@code sh -c} or {@code ssh}, which would interpret it a second time.
	 * @param command the text for the shell
	 * @param args the arguments, converted with {@link String#valueOf(Object)}
	 * @return a spec to say more and to run it
	 * @throws IllegalArgumentException if the numbers of placeholders and arguments
	 * differ, if a placeholder is where quoting cannot protect it, or if a NUL character
	 * is in any of the texts
	 */
	CommandSpec exec(String command, Object... args);

	/**
	 * Run a program without a shell and work with it while it is running.
	 * @param file the program, as for {@link #execFile}
	 * @param args the arguments, in UTF-8
	 * @return a spec to say more and to start it
	 * @throws IllegalArgumentException as for {@link #execFile}
	 */
	SpawnSpec spawn(String file, String... args);

	/**
	 * Run a command line through the shell and work with it while it is running.
	 * @param command the text for the shell, as for {@link #exec}
	 * @param args the arguments
	 * @return a spec to say more and to start it
	 * @throws IllegalArgumentException as for {@link #exec}
	 */
	SpawnSpec spawnShell(String command, Object... args);

	/**
	 * Run the {@code main} method of a class in another JVM, with a channel between that
	 * and this process.
	 * @param mainClass the class, which must be on the class path of this JVM unless
	 * {@linkplain ForkSpec#classPath another one} is set
	 * @return a spec to say more and to start it
	 * @throws IllegalArgumentException if it has no {@code public static void
	 * main(String[])}, or no name by which another JVM finds it
	 * @throws UnsupportedOperationException if programs are started by the JDK, which
	 * cannot give them a channel
	 */
	ForkSpec fork(Class<?> mainClass);

	/**
	 * Run a jar in another JVM, or a program of Node, with a channel between that and
	 * this process.
	 * @param program a {@code .jar} with a main class, or a {@code .js}, {@code .mjs} or
	 * {@code .cjs}; relative to the directory of this process
	 * @return a spec to say more and to start it
	 * @throws IllegalArgumentException if it is any other file
	 * @throws UnsupportedOperationException if programs are started by the JDK, which
	 * cannot give them a channel
	 */
	ForkSpec fork(Path program);

	/**
	 * Run programs of which each reads what the one before it writes: <pre class="code">
	 * processes.pipeline(p -&gt; p.execFile("zcat", file).execFile("grep", "-v", "x").execFile("wc", "-l")).run()
	 * </pre>
	 * @param stages adds the programs
	 * @return a spec to say more and to run them
	 * @throws IllegalArgumentException if none is added, and as for {@link #execFile}
	 */
	PipelineSpec pipeline(Consumer<PipelineStages> stages);

}
