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

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.forkit.posix.Signal;

import org.springframework.util.unit.DataSize;

/**
 * A command that can be told more before it is run. What is not said here is as the
 * {@link ProcessTemplate} has it.
 * <p>
 * Not thread-safe, but a spec may be run any number of times, also at the same time.
 *
 * @since 0.1.0
 */
public interface CommandSpec {

	/**
	 * Set the working directory. Defaults to that of this process.
	 * @param directory the directory
	 * @return this spec
	 */
	CommandSpec directory(Path directory);

	/**
	 * Add a variable to the environment, in place of one of the same name. The
	 * environment defaults to that of this process without the variables that forkit and
	 * Node use between parent and child.
	 * @param name the name
	 * @param value the value
	 * @return this spec
	 * @throws IllegalArgumentException if the name is empty or contains {@code =}, or if
	 * a NUL character is in either
	 */
	CommandSpec environment(String name, String value);

	/**
	 * Replace the whole environment. Without a PATH in it programs are looked up in
	 * {@code /bin:/usr/bin}.
	 * @param environment the names and values
	 * @return this spec
	 * @throws IllegalArgumentException as for one variable
	 */
	CommandSpec environment(Map<String, String> environment);

	/**
	 * Set how long the program may run until it is ended. Defaults to no limit.
	 * @param timeout the limit, greater than zero
	 * @return this spec
	 */
	CommandSpec timeout(Duration timeout);

	/**
	 * Set the signal that the process group of the program gets first when it is to end.
	 * Defaults to SIGTERM.
	 * @param killSignal the signal
	 * @return this spec
	 */
	CommandSpec killSignal(Signal killSignal);

	/**
	 * Set how long after the first signal SIGKILL follows. Defaults to 5 seconds.
	 * @param killGrace the time, not negative
	 * @return this spec
	 */
	CommandSpec killGrace(Duration killGrace);

	/**
	 * Set how much the program may write to stdout, and as much again to stderr, until it
	 * is ended. Defaults to 1 MiB; the limit itself is allowed.
	 * @param maxBuffer the limit per stream, not negative
	 * @return this spec
	 */
	CommandSpec maxBuffer(DataSize maxBuffer);

	/**
	 * Set the charset of input and output texts. Defaults to UTF-8. Bytes that are not in
	 * the charset become replacement characters.
	 * @param charset the charset
	 * @return this spec
	 */
	CommandSpec charset(Charset charset);

	/**
	 * Give the program a text to read from stdin. Defaults to {@code /dev/null}. A
	 * program that ends or closes stdin before it has read all of it does not fail for
	 * that.
	 * @param input the text
	 * @return this spec
	 */
	CommandSpec input(String input);

	/**
	 * Give the program bytes to read from stdin.
	 * @param input the bytes, not to be changed until the program has ended
	 * @return this spec
	 */
	CommandSpec input(byte[] input);

	/**
	 * Run the program and wait until it has ended and its output has been read. If the
	 * waiting thread is interrupted the program is ended, and this returns when that is
	 * done, with the interrupt flag set.
	 * @return the result, with exit code 0
	 * @throws ProcessStartException if the program could not be started
	 * @throws ProcessExitException if it ended with another exit code or by a signal
	 * @throws ProcessTimeoutException if it was ended because the time was over
	 * @throws OutputLimitException if it was ended because it wrote too much
	 * @throws ProcessCancelledException if it was ended because the thread was
	 * interrupted or the template closed
	 * @throws IllegalStateException if the template was closed before
	 */
	ProcessResult run();

	/**
	 * Start the program. The future fails with the exceptions of {@link #run()}, also
	 * where the program cannot be started. Its dependents run on a virtual thread where
	 * the JDK has them, otherwise on a pooled daemon thread, and may block.
	 * <p>
	 * Cancelling the future ends the program, and so does everything else that completes
	 * it early, as {@link CompletableFuture#orTimeout}. Cancelling a future that was
	 * derived from it does not.
	 * @return a future of the result
	 * @throws IllegalStateException if the template was closed before
	 */
	CompletableFuture<ProcessResult> start();

}
