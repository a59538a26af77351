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

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.springframework.util.unit.DataSize;

/**
 * A command whose output is wanted when it is over, as of Node's {@code execFile}.
 *
 * @since 0.1.0
 * @see ProcessSpec
 */
public interface CommandSpec extends ProcessSpec<CommandSpec> {

	/**
	 * Set how much of stdout, and as much again of stderr, is kept. Defaults to 1 MiB;
	 * the limit itself is allowed. Does not hold for output that goes elsewhere.
	 * @param maxBuffer the limit per stream, not negative
	 * @return this spec
	 */
	CommandSpec maxBuffer(DataSize maxBuffer);

	/**
	 * Set what happens to a program that writes more. Defaults to {@link Overflow#FAIL}.
	 * @param overflow what happens
	 * @return this spec
	 */
	CommandSpec overflow(Overflow overflow);

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
	 * Let the program read what a stream has. A thread of the template's executor reads
	 * it, at the pace of the program, and closes it at the end. When the program ends
	 * before the stream does, that thread stays until its current read returns.
	 * @param input the stream, for one run
	 * @return this spec
	 */
	CommandSpec input(InputStream input);

	/**
	 * Let the program read what a channel has, as for a stream.
	 * @param input the channel, blocking, for one run
	 * @return this spec
	 */
	CommandSpec input(ReadableByteChannel input);

	/**
	 * Let the program read a file, which it gets as its stdin.
	 * @param file the file
	 * @return this spec
	 */
	CommandSpec input(Path file);

	/**
	 * Write what the program writes to stdout to a stream, which is flushed at the end
	 * and stays open. While the stream blocks the program has to wait. The program is
	 * ended if the stream fails. The result has no stdout then.
	 * @param output the stream
	 * @return this spec
	 */
	CommandSpec output(OutputStream output);

	/**
	 * Write what the program writes to stdout to a channel, as to a stream.
	 * @param output the channel, blocking
	 * @return this spec
	 */
	CommandSpec output(WritableByteChannel output);

	/**
	 * Let the program write stdout to a file, which it gets as its stdout. What was in it
	 * is dropped.
	 * @param file the file
	 * @return this spec
	 */
	CommandSpec output(Path file);

	/**
	 * Write what the program writes to stderr to a stream, as stdout.
	 * @param output the stream
	 * @return this spec
	 */
	CommandSpec errorOutput(OutputStream output);

	/**
	 * Let the program write stderr to a file, as stdout.
	 * @param file the file
	 * @return this spec
	 */
	CommandSpec errorOutput(Path file);

	/**
	 * Let the program have its stdout as stderr, so that the result has both in the order
	 * in which they were written.
	 * @return this spec
	 */
	CommandSpec mergeErrors();

	/**
	 * Run the program and wait until it has ended and its output has been read. If the
	 * waiting thread is interrupted the program is ended, and this returns when that is
	 * done, with the interrupt flag set.
	 * @return the result, with exit code 0
	 * @throws ProcessStartException if the program could not be started
	 * @throws ProcessExitException if it ended with another exit code or by a signal
	 * @throws ProcessTimeoutException if it was ended because the time was over
	 * @throws OutputLimitException if it was ended because it wrote too much
	 * @throws ProcessStreamException if it was ended because the named input or output
	 * failed
	 * @throws ProcessCancelledException if it was ended because the thread was
	 * interrupted or the template closed
	 * @throws IllegalStateException if the template was closed before
	 */
	ProcessResult run();

	/**
	 * Run the program as {@link #run()} does, but take every exit code, and every signal
	 * that did not come from forkit, as a result.
	 * @return the result
	 */
	ProcessResult runToEnd();

	/**
	 * Start the program on a thread of the template's executor. The future fails with the
	 * exceptions of {@link #run()}, also where the program cannot be started. Its
	 * dependents run on that executor and may block.
	 * <p>
	 * Cancelling the future ends the program, and so does everything else that completes
	 * it early, as {@link CompletableFuture#orTimeout}. Cancelling a future that was
	 * derived from it does not.
	 * @return a future of the result
	 * @throws IllegalStateException if the template was closed before
	 */
	CompletableFuture<ProcessResult> start();

	/**
	 * Start the program and read stdout line by line, while it is written. The stream
	 * must be closed, which ends the program if it is still running. Behind the last line
	 * it throws what {@link #run()} would throw. A program whose lines are not read has
	 * to wait.
	 * @return the lines, without their ends
	 * @throws ProcessStartException if the program could not be started
	 * @throws IllegalStateException if the output was to go elsewhere
	 */
	Stream<String> lines();

}
